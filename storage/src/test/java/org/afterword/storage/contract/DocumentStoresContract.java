package org.afterword.storage.contract;

/** What the stores of tenants, signatures, people, traces and closed routes promise. */
public abstract class DocumentStoresContract
        implements TenantsContract, SignaturesContract, PeopleContract, TracesContract, ClosedRoutesContract {}
