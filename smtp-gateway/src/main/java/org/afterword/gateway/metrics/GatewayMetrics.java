package org.afterword.gateway.metrics;

import static java.util.Objects.requireNonNull;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** Counters and gauges for Prometheus. No label holds an address, a host or a tenant. Safe for use by several threads. */
public final class GatewayMetrics {
    private static final String PREFIX = "afterword_gateway_";

    /** What is counted. */
    public enum Counter {
        CONNECTIONS("Connections that were accepted."),
        CONNECTIONS_REFUSED("Connections that were refused because of a limit."),
        CONNECTIONS_DROPPED("Connections of strangers that gave their place to another."),
        MAILS_ACCEPTED("Mails that are stored and queued, and got a 250."),
        BYTES_ACCEPTED("Bytes of those mails."),
        RECIPIENTS_ACCEPTED("Recipients of those mails."),
        MAILS_OF_UNKNOWN_DOMAINS("Mails that Exchange vouched for and whose sender the tenant's record does not have."),
        DOMAINS_RAISED("Domains of such mails that were raised in the log, each once for each tenant."),
        MAILS_REFUSED("Mails that were refused for good: not ours, or too big."),
        MAILS_DEFERRED("Mails that the client was told to bring again later."),
        CERTIFICATES_REFUSED("Clients whose certificate was missing or not the one that is asked for.");

        private final String help;

        Counter(String help) {
            this.help = help;
        }
    }

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Map<Counter, CounterDataPoint> counters = new EnumMap<>(Counter.class);
    private final io.prometheus.metrics.core.metrics.Counter replies;

    public GatewayMetrics() {
        for (Counter counter : Counter.values()) {
            counters.put(counter, register(counter.name().toLowerCase(Locale.ROOT), counter.help));
        }
        replies = register("replies", "SMTP replies by code.", "code");
    }

    private io.prometheus.metrics.core.metrics.Counter register(String name, String help, String... labels) {
        return io.prometheus.metrics.core.metrics.Counter.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels)
                // They would name traces, which this process has not.
                .withoutExemplars()
                .register(registry);
    }

    public void count(Counter counter) {
        add(counter, 1);
    }

    public void add(Counter counter, long amount) {
        point(counter).inc(amount);
    }

    public long value(Counter counter) {
        return point(counter).getLongValue();
    }

    private CounterDataPoint point(Counter counter) {
        return requireNonNull(counters.get(counter));
    }

    /** Counts a reply by its code. */
    public void reply(int code) {
        replies.labelValues(Integer.toString(code)).inc();
    }

    /** Adds a value that is asked for when somebody reads; NaN where it is not known. */
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .callback(gauge -> gauge.call(value.getAsDouble()))
                .register(registry);
    }

    /** All of it as text. */
    public String text() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
