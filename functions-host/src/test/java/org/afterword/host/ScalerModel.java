package org.afterword.host;

/**
 * How many instances the host's target-based scaling wants for one queue function (azure-sdk-for-net, {@code QueueMetricsProvider}
 * and {@code QueueTargetScaler}): enough for all messages of the queue, each with as many as it takes at once. Hidden messages
 * count as well, unless all are.
 *
 * @param maximum the app's maximum instance count
 */
public record ScalerModel(HostPolicy policy, int maximum) {
    /**
     * @param length of the queue, with the messages that are hidden
     * @param anyVisible whether a peek shows a message
     */
    public int instances(int length, boolean anyVisible) {
        int atOnce = policy.batchSize() + policy.newBatchThreshold();
        return anyVisible ? Math.min(Math.ceilDiv(length, atOnce), maximum) : 0;
    }
}
