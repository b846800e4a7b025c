package org.afterword.gateway.metrics;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * Counters and gauges in Prometheus' text format, version 0.0.4. No label holds an address, a host or a tenant. Safe for
 * use by several threads.
 */
public final class GatewayMetrics {
    /** What is counted. */
    public enum Counter {
        CONNECTIONS("Connections that were accepted."),
        CONNECTIONS_REFUSED("Connections that were turned away because of a limit."),
        MAILS_ACCEPTED("Mails that are stored and queued, and got a 250."),
        BYTES_ACCEPTED("Bytes of those mails."),
        RECIPIENTS_ACCEPTED("Recipients of those mails."),
        MAILS_REFUSED("Mails that were refused for good: not ours, or too big."),
        MAILS_DEFERRED("Mails that the client was told to bring again later."),
        CERTIFICATES_REFUSED("Clients whose certificate was missing or not the one that is asked for.");

        private final String help;

        Counter(String help) {
            this.help = help;
        }

        private String metric() {
            return "afterword_gateway_" + name().toLowerCase(Locale.ROOT) + "_total";
        }
    }

    private record Gauge(String help, DoubleSupplier value) {}

    private final Map<Counter, LongAdder> counters = new ConcurrentHashMap<>();
    private final Map<Integer, LongAdder> replies = new ConcurrentHashMap<>();
    private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();

    public void count(Counter counter) {
        add(counter, 1);
    }

    public void add(Counter counter, long amount) {
        counters.computeIfAbsent(counter, c -> new LongAdder()).add(amount);
    }

    public long value(Counter counter) {
        LongAdder adder = counters.get(counter);
        return adder == null ? 0 : adder.sum();
    }

    /** Counts a reply by its code. */
    public void reply(int code) {
        replies.computeIfAbsent(code, c -> new LongAdder()).increment();
    }

    /** Adds a value that is asked for when somebody reads; NaN where it is not known. */
    public void gauge(String name, String help, DoubleSupplier value) {
        gauges.put("afterword_gateway_" + name, new Gauge(help, value));
    }

    /** All of it as text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Counter counter : Counter.values()) {
            head(text, counter.metric(), counter.help, "counter");
            text.append(counter.metric()).append(' ').append(value(counter)).append('\n');
        }
        SortedMap<Integer, LongAdder> byCode = new TreeMap<>(replies);
        head(text, "afterword_gateway_replies_total", "SMTP replies by code.", "counter");
        byCode.forEach((code, count) -> text.append("afterword_gateway_replies_total{code=\"")
                .append(code)
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
        new TreeMap<>(gauges).forEach((name, gauge) -> {
            head(text, name, gauge.help(), "gauge");
            text.append(name).append(' ').append(gauge.value().getAsDouble()).append('\n');
        });
        return text.toString();
    }

    private static void head(StringBuilder text, String metric, String help, String type) {
        text.append("# HELP ").append(metric).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(metric).append(' ').append(type).append('\n');
    }
}
