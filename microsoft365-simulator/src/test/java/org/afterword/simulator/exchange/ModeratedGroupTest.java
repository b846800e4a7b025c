package org.afterword.simulator.exchange;

import static org.afterword.simulator.exchange.TenantFixture.mail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.inbound.InboundSettings;
import org.afterword.simulator.outbound.OutboundSettings;
import org.afterword.simulator.outbound.SmartHost;
import org.afterword.simulator.outbound.Submission;
import org.afterword.simulator.outbound.Submission.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModeratedGroupTest {
    private static final String ANNA = "anna@contoso.example";
    private static final String MODERATOR = "carla@contoso.example";
    private static final byte[] MAIL = mail("From: <" + ANNA + ">", "Subject: News", "", "hello");

    private final CertificateAuthority authority = CertificateAuthority.create("Test authority");

    @TempDir
    Path folder;

    /** @param everything whether all mail takes the detour, requests too */
    private ExchangeTenant tenant(boolean everything) throws Exception {
        MailFlow flow = new MailFlow() {
            @Override
            public Route route(Mail mail) {
                boolean request = mail.header().values("Content-Class").contains(ModeratedGroup.REQUEST);
                return new Route(
                        List.of(),
                        everything || !request
                                ? Optional.of(new Target("a.smtp.example", "*.smtp.example"))
                                : Optional.empty());
            }

            @Override
            public Set<String> returnCertificates() {
                return Set.of(OutboundSettings.EXCHANGE_ONLINE);
            }
        };
        ExchangeTenant tenant = ExchangeTenant.of("contoso.example")
                .mailFlow(flow)
                .start(
                        folder,
                        InboundSettings.from(
                                "unused.example",
                                authority.issue(CertificateRequest.server("*.smtp.example")),
                                authority));
        tenant.connectOutbound(OutboundSettings.to(
                SmartHost.local("a.smtp.example", tenant.inbound().port(), "*.smtp.example"), authority, authority));
        return tenant;
    }

    @Test
    void asksTheModeratorInTheAuthorsNameAndSubmitsWhatWasApprovedForTheMembers() throws Exception {
        try (ExchangeTenant tenant = tenant(false)) {
            ModeratedGroup.Pending pending = new ModeratedGroup(
                            tenant, "all@contoso.example", MODERATOR, "bert@contoso.example", ANNA)
                    .submit(MAIL, ANNA);

            String request = Files.readString(pending.request().sent(), StandardCharsets.ISO_8859_1);
            assertThat(request)
                    .contains(
                            "From: <" + ANNA + ">",
                            "Sender: Microsoft Exchange <SystemMailbox{",
                            "X-MS-Exchange-Organization-Approval-Allowed-Decision-Makers: " + MODERATOR,
                            "Subject: News");
            assertThat(pending.request().recipients()).containsExactly(MODERATOR);

            Submission released = pending.approve();
            assertThat(released.recipients()).containsExactly("bert@contoso.example", ANNA);
            assertThat(released.reversePath().address()).isEqualTo(ANNA);
            assertThat(released.state(ANNA)).isNotEqualTo(State.NOT_ROUTED);
        }
    }

    @Test
    void aRequestThatTookTheDetourHasNoButtonsAnyMore() throws Exception {
        try (ExchangeTenant tenant = tenant(true)) {
            ModeratedGroup.Pending pending =
                    new ModeratedGroup(tenant, "all@contoso.example", MODERATOR, ANNA).submit(MAIL, ANNA);

            assertThatThrownBy(pending::approve)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no buttons");
        }
    }
}
