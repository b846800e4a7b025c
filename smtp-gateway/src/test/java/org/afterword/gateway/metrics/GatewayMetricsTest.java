package org.afterword.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.afterword.gateway.metrics.GatewayMetrics.Counter;
import org.junit.jupiter.api.Test;

class GatewayMetricsTest {
    private final GatewayMetrics metrics = new GatewayMetrics();

    /** Dashboards and alerts stand on these names. */
    @Test
    void keepsItsNames() {
        metrics.reply(250);
        metrics.gauge("connections_open", "Connections that are open.", () -> 1);
        List<String> names = metrics.text()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.substring("# TYPE ".length()))
                .toList();
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "afterword_gateway_bytes_accepted_total counter",
                        "afterword_gateway_certificates_refused_total counter",
                        "afterword_gateway_connections_dropped_total counter",
                        "afterword_gateway_connections_open gauge",
                        "afterword_gateway_connections_refused_total counter",
                        "afterword_gateway_connections_total counter",
                        "afterword_gateway_domains_raised_total counter",
                        "afterword_gateway_mails_accepted_total counter",
                        "afterword_gateway_mails_deferred_total counter",
                        "afterword_gateway_mails_of_unknown_domains_total counter",
                        "afterword_gateway_mails_refused_total counter",
                        "afterword_gateway_recipients_accepted_total counter",
                        "afterword_gateway_replies_total counter");
    }

    @Test
    void showsEachCounterBeforeItIsCounted() {
        for (Counter counter : Counter.values()) {
            assertThat(metrics.value(counter)).isZero();
        }
        assertThat(metrics.text()).contains("\nafterword_gateway_mails_deferred_total 0.0\n");
    }

    @Test
    void addsUp() {
        metrics.count(Counter.MAILS_ACCEPTED);
        metrics.count(Counter.MAILS_ACCEPTED);
        metrics.add(Counter.BYTES_ACCEPTED, 5_000_000_000L);
        assertThat(metrics.value(Counter.MAILS_ACCEPTED)).isEqualTo(2);
        assertThat(metrics.value(Counter.BYTES_ACCEPTED)).isEqualTo(5_000_000_000L);
        assertThat(metrics.text())
                .contains("\nafterword_gateway_mails_accepted_total 2.0\n")
                .contains("\nafterword_gateway_bytes_accepted_total 5.0E9\n");
    }

    @Test
    void countsRepliesByTheirCode() {
        metrics.reply(250);
        metrics.reply(451);
        metrics.reply(250);
        assertThat(metrics.text())
                .contains("\nafterword_gateway_replies_total{code=\"250\"} 2.0\n")
                .contains("\nafterword_gateway_replies_total{code=\"451\"} 1.0\n");
    }

    @Test
    void asksForAGaugeWhenSomebodyReads() {
        double[] age = {Double.NaN};
        metrics.gauge("queue_oldest_age_seconds", "How long the oldest mail has waited.", () -> age[0]);
        assertThat(metrics.text()).contains("\nafterword_gateway_queue_oldest_age_seconds NaN\n");
        age[0] = 7.5;
        assertThat(metrics.text())
                .contains("# HELP afterword_gateway_queue_oldest_age_seconds How long the oldest mail has waited.\n")
                .contains("\nafterword_gateway_queue_oldest_age_seconds 7.5\n");
    }
}
