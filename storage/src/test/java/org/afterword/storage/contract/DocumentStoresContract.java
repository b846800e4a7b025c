package org.afterword.storage.contract;

/** What the stores of tenants, signatures, people and traces promise. */
public abstract class DocumentStoresContract
        implements TenantsContract, SignaturesContract, PeopleContract, TracesContract {}
