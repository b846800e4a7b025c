package org.afterword.storage.fake;

import org.afterword.storage.Stores;
import org.afterword.storage.contract.DocumentStoresContract;

class InMemoryStoresTest extends DocumentStoresContract {
    private final InMemoryStores stores = new InMemoryStores();

    @Override
    public Stores stores() {
        return stores.stores();
    }
}
