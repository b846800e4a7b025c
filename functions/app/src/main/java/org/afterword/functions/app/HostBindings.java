package org.afterword.functions.app;

/** What the functions and the host's own configuration (host.json, app settings) must agree on. */
final class HostBindings {
    /** The setting, or the prefix of settings, by which the host finds the storage account of the queues. */
    static final String STORAGE = "AfterwordStorage";

    /** How often the host gives a message out before it moves it to the poison queue: as host.json says. */
    static final int MAX_DEQUEUE_COUNT = 5;

    private HostBindings() {}
}
