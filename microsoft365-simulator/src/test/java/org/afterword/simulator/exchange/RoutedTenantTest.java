package org.afterword.simulator.exchange;

import static org.afterword.simulator.exchange.TenantFixture.SOON;
import static org.afterword.simulator.exchange.TenantFixture.mail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.header.MailHeader;
import org.afterword.simulator.inbound.InboundSettings;
import org.afterword.simulator.outbound.OutboundSettings;
import org.afterword.simulator.outbound.SmartHost;
import org.afterword.simulator.outbound.Submission;
import org.afterword.simulator.outbound.Submission.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tenant whose rules and connectors change while mail flows. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RoutedTenantTest {
    private static final String ANNA = "anna@contoso.example";
    private static final String JOAN = "joan@fabrikam.example";
    private static final byte[] MAIL = mail("Message-ID: <1@contoso.example>", "", "hello");

    private final CertificateAuthority authority = CertificateAuthority.create("Test authority");
    private final ChangingFlow flow = new ChangingFlow();
    private Path folder;
    private ExchangeTenant tenant;

    private static final class ChangingFlow implements MailFlow {
        final List<Mail> seen = new CopyOnWriteArrayList<>();
        volatile Route route = new Route(List.of(), Optional.empty());
        volatile Set<String> certificates = Set.of(OutboundSettings.EXCHANGE_ONLINE);

        @Override
        public Route route(Mail mail) {
            seen.add(mail);
            return route;
        }

        @Override
        public Set<String> returnCertificates() {
            return certificates;
        }
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        this.folder = folder;
        tenant = ExchangeTenant.of("Contoso.example")
                .acceptedDomains("contoso.onmicrosoft.example")
                .mailFlow(flow)
                .start(
                        folder,
                        InboundSettings.from(
                                "unused.example",
                                authority.issue(CertificateRequest.server("*.smtp.example")),
                                authority));
        tenant.connectOutbound(OutboundSettings.to(
                SmartHost.local("a.smtp.example", tenant.inbound().port(), "*.smtp.example"), authority, authority));
    }

    @AfterEach
    void stop() throws IOException {
        tenant.close();
    }

    @Test
    void deliversByItselfWhatNoRuleRoutes() throws IOException {
        Submission submission = tenant.submit(MAIL, ANNA, JOAN);

        assertThat(submission.state(JOAN)).isEqualTo(State.NOT_ROUTED);
        assertThat(tenant.inbound().connections()).isZero();
    }

    @Test
    void setsTheFieldsOfTheRulesAndKnowsTheRoutingCodeAgain() throws Exception {
        flow.route = new MailFlow.Route(
                List.of(new MailHeader.Field("X-Afterword-Auth", "secret"), new MailHeader.Field("X-Other", "1")),
                Optional.of(new MailFlow.Target("a.smtp.example", "*.smtp.example")));

        Submission submission = tenant.submit(MAIL, ANNA, JOAN);
        tenant.awaitReturn(submission, SOON);

        MailHeader header = MailHeader.read(submission.sent());
        assertThat(header.first("X-Afterword-Auth")).isEqualTo("secret");
        assertThat(header.first("X-Other")).isEqualTo("1");
        assertThat(tenant.breaches()).extracting(breach -> breach.kind().name()).contains("ROUTING_CODE_CAME_BACK");
    }

    @Test
    void tellsTheRulesTheSizeWithWhatExchangeAdds() throws IOException {
        Submission submission = tenant.submit(MAIL, "anna@contoso.ONMICROSOFT.example", JOAN);
        tenant.submit(MAIL, "x@fabrikam.example", JOAN);

        List<MailFlow.Mail> seen = new ArrayList<>(flow.seen);
        assertThat(seen).hasSize(4);
        assertThat(seen.get(1).octets())
                .isEqualTo(Files.size(submission.sent()))
                .isGreaterThan(MAIL.length);
        assertThat(seen.get(1).fromInside()).isTrue();
        assertThat(seen.get(3).fromInside()).isFalse();
        assertThat(seen.get(1).header().values("message-id")).containsExactly("<1@contoso.example>");
    }

    @Test
    void sendsToAnotherSmartHostOfTheSameStamp() throws Exception {
        flow.route = routeTo("b.smtp.example", "b.other.example");
        Submission refused = tenant.submit(MAIL, ANNA, JOAN);
        while (refused.deferrals().isEmpty()) {
            Thread.sleep(5);
        }
        assertThat(refused.deferrals().getFirst()).startsWith("454 4.7.5").contains("b.other.example");

        flow.route = routeTo("b.smtp.example", "*.smtp.example");
        Submission sent = tenant.submit(MAIL, ANNA, JOAN);

        assertThat(tenant.awaitReturn(sent, SOON)).hasSize(1);
    }

    @Test
    void defersMailToAHostThatDnsDoesNotKnow() throws Exception {
        flow.route = routeTo("a.elsewhere.example", "*.elsewhere.example");

        Submission submission = tenant.submit(MAIL, ANNA, JOAN);

        assertThat(submission.deferrals())
                .containsExactly("450 4.4.312 DNS query failed: a.elsewhere.example is not known");
        assertThat(submission.state(JOAN)).isEqualTo(State.QUEUED);
    }

    @Test
    void refusesMailWhileNoConnectorTakesItBack() throws Exception {
        flow.route = routeTo("a.smtp.example", "*.smtp.example");
        flow.certificates = Set.of();
        Submission refused = tenant.submit(MAIL, ANNA, JOAN);
        refused.awaitHandover(SOON);

        flow.certificates = Set.of(OutboundSettings.EXCHANGE_ONLINE);
        Submission taken = tenant.submit(MAIL, ANNA, JOAN);
        tenant.awaitReturn(taken, SOON);

        assertThat(refused.state(JOAN)).isEqualTo(State.REFUSED);
        assertThat(tenant.nonDeliveries())
                .singleElement()
                .satisfies(report -> assertThat(report.diagnostic()).startsWith("550 5.7.64"));
        assertThat(tenant.delivered()).hasSize(1);
    }

    @Test
    void needsAnOutboundConnectorAndARoutingCode() throws IOException {
        InboundSettings settings =
                InboundSettings.from("x.example", authority.issue(CertificateRequest.server("mx.example")), authority);
        assertThatThrownBy(() -> ExchangeTenant.of("contoso.example").start(folder.resolve("none"), settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("routing code");
        try (ExchangeTenant unconnected =
                ExchangeTenant.of("contoso.example").routingCode("code").start(folder.resolve("other"), settings)) {
            assertThatThrownBy(() -> unconnected.submit(MAIL, ANNA, JOAN))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no outbound connector");
        }
    }

    private static MailFlow.Route routeTo(String host, String tlsDomain) {
        return new MailFlow.Route(List.of(), Optional.of(new MailFlow.Target(host, tlsDomain)));
    }
}
