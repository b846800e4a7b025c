package org.afterword.storage.contract;

/** What the stores of tenants, signatures, people, traces, closed routes and workers promise. */
public abstract class DocumentStoresContract
        implements TenantsContract,
                SignaturesContract,
                PeopleContract,
                TracesContract,
                ClosedRoutesContract,
                WorkerRecordsContract {}
