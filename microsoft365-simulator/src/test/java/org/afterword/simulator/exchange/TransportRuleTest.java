package org.afterword.simulator.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.afterword.simulator.exchange.MailFlow.Mail;
import org.afterword.simulator.exchange.MailFlow.Target;
import org.afterword.simulator.header.MailHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportRuleTest {
    private static final Target TARGET = new Target("a.smtp.example", "*.smtp.example");

    private final TransportRule rule =
            new TransportRule("k7mwq2hdx4vt", TransportRule.USUAL_SIZE, TARGET, Set.of("return.example"));

    @ParameterizedTest
    @CsvSource({"0, true", "27262975, true", "27262976, false", "30000000, false"})
    void leavesLargeMailAlone(long octets, boolean isRouted) {
        assertThat(rule.route(new Mail(name -> List.of(), "", true, octets))
                        .target()
                        .isPresent())
                .isEqualTo(isRouted);
    }

    @ParameterizedTest
    @CsvSource({"true, false", "TRUE, false", "'true; version 1', false", "false, true", "'', true"})
    void leavesMailAloneThatWasProcessed(String value, boolean isRouted) {
        Mail mail = new Mail(
                name -> name.equals("X-Afterword-MessageProcessed") ? List.of("no", value) : List.of(), "", true, 100);

        assertThat(rule.route(mail).target().isPresent()).isEqualTo(isRouted);
    }

    @Test
    void namesTheTargetAndTheRoutingCode() {
        MailFlow.Route route = rule.route(new Mail(name -> List.of(), "anna@contoso.example", false, 100));

        assertThat(route.target()).contains(TARGET);
        assertThat(route.fields()).containsExactly(new MailHeader.Field("X-Afterword-Auth", "k7mwq2hdx4vt"));
        assertThat(rule.returnCertificates()).containsExactly("return.example");
    }
}
