package org.afterword.functions.onboarding.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.simulator.admin.TenantMailFlow;
import org.afterword.simulator.exchange.MailFlow.Mail;
import org.afterword.simulator.exchange.MailFlow.Route;
import org.afterword.simulator.exchange.MailFlow.Target;
import org.afterword.simulator.exchange.ModeratedGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mail flow of a simulated tenant after our plan: which mail takes the detour, and which does not. */
class ConnectedMailFlowTest {
    private SimulatedTenant tenant;
    private TenantMailFlow flow;

    @BeforeEach
    void connect() throws Exception {
        tenant = new SimulatedTenant();
        flow = new TenantMailFlow(tenant.objects);
        tenant.objects.group("pilot@contoso.com");
        tenant.connect(PlanOptions.usual());
        tenant.enable(PlanOptions.usual());
    }

    @AfterEach
    void stop() {
        tenant.close();
    }

    private static Mail mail(Map<String, String> header) {
        return mail(header, "anna@contoso.com", true, 5_000);
    }

    private static Mail mail(Map<String, String> header, String sender, boolean inside, long octets) {
        return new Mail(
                name -> header.entrySet().stream()
                        .filter(field -> field.getKey().equalsIgnoreCase(name))
                        .map(Map.Entry::getValue)
                        .toList(),
                sender,
                inside,
                octets);
    }

    @Test
    void ordinaryMailGoesToTheSmartHostWithTheRoutingCode() {
        Route route = flow.route(mail(Map.of("Subject", "Hello")));

        assertThat(route.target())
                .contains(new Target("0123456789ab.smtp.eu.afterword.example", "*.smtp.eu.afterword.example"));
        assertThat(route.fields()).hasSize(1).allSatisfy(field -> {
            assertThat(field.name()).isEqualTo("X-Afterword-Auth");
            assertThat(field.value()).isEqualTo("0123456789ab");
        });
        assertThat(flow.returnCertificates()).containsExactly("return.contoso.com");
    }

    @Test
    void staysOutOfTheDetour() {
        assertThat(List.of(
                        mail(Map.of("Auto-Submitted", "auto-replied (vacation)")),
                        mail(Map.of("Content-Type", "text/calendar; method=REQUEST")),
                        mail(Map.of("X-Afterword-MessageProcessed", "true")),
                        mail(Map.of(
                                "X-MS-Exchange-UnifiedGroup-SubmittedViaGroupAddress",
                                "/o=ExchangeLabs/ou=Exchange Administrative Group"
                                        + " (FYDIBOHF23SPDLT)/cn=Recipients/cn=x")),
                        mail(Map.of(), "anna@contoso.com", true, 26_624 * 1024),
                        mail(Map.of(), "someone@fabrikam.com", false, 5_000)))
                .allSatisfy(mail -> assertThat(flow.route(mail).target()).isEmpty());
        assertThat(flow.route(mail(Map.of(), "anna@contoso.com", true, 26_624 * 1024 - 1))
                        .target())
                .isPresent();
    }

    @Test
    void recallStaysOutWhenThatWasChosen() throws Exception {
        Mail recall = mail(Map.of("X-MS-Exchange-Generated-Message-Source", "Transport Message Recall Routing Agent"));
        assertThat(flow.route(recall).target()).isPresent();

        tenant.connect(PlanOptions.usual().withRecallExceptions(true));

        assertThat(flow.route(recall).target()).isEmpty();
        assertThat(flow.route(mail(Map.of("x-ms-exchange-recallreportgenerated", "true")))
                        .target())
                .isEmpty();
        assertThat(flow.route(mail(Map.of())).target()).isPresent();
    }

    @Test
    void aPilotIsSignedAlone() throws Exception {
        tenant.connect(PlanOptions.usual().withPilotGroup("pilot@contoso.com"));
        flow.member("pilot@contoso.com", "anna@contoso.com");

        assertThat(flow.route(mail(Map.of())).target()).isPresent();
        assertThat(flow.route(mail(Map.of(), "bert@contoso.com", true, 5_000)).target())
                .isEmpty();
    }

    @Test
    void nothingIsRoutedBeforeTheRuleIsEnabledOrAfterRemoval() throws Exception {
        tenant.disable();
        assertThat(flow.route(mail(Map.of())).target()).isEmpty();

        tenant.remove();
        assertThat(flow.route(mail(Map.of())).fields()).isEmpty();
        assertThat(flow.returnCertificates()).isEmpty();
    }

    @Test
    void approvalRequestsAndReadReceiptsStayOut() {
        assertThat(List.of(
                        mail(Map.of("Content-Class", ModeratedGroup.REQUEST)),
                        mail(Map.of("Content-Type", "multipart/report; report-type=disposition-notification"))))
                .allSatisfy(mail -> assertThat(flow.route(mail).target()).isEmpty());
    }

    /** The way of one mail for the outside: to us, back, to the organisation's own servers, and from there out. */
    @Test
    void signedMailPassesTheOwnServersOnceWhereThatIsChosen() throws Exception {
        tenant.objects.centralizedMailTransport("To our servers", "mail.contoso.com");
        Mail signed =
                mail(Map.of("X-Afterword-MessageProcessed", "true")).outwards().returned();
        assertThat(flow.route(mail(Map.of()).outwards()).target().orElseThrow().smartHost())
                .endsWith(".smtp.eu.afterword.example");
        assertThat(flow.route(signed).target())
                .as("so it would leave past the servers")
                .isEmpty();

        PlanOptions options = PlanOptions.usual().withOwnServers(PlanOptions.OwnServers.SEND_ON);
        tenant.connect(options);

        Route on = flow.route(signed);
        assertThat(on.target()).contains(new Target("mail.contoso.com", "mail.contoso.com"));
        assertThat(on.fields())
                .singleElement()
                .satisfies(field -> assertThat(field.name()).isEqualTo("X-Afterword-SentOn"));
        assertThat(flow.route(mail(Map.of("X-Afterword-MessageProcessed", "true", "X-Afterword-SentOn", "true"))
                                .outwards()
                                .returned())
                        .target())
                .as("servers that give it back to Exchange Online do not get it again")
                .isEmpty();
        assertThat(flow.route(mail(Map.of("X-Afterword-MessageProcessed", "true"))
                                .returned())
                        .target())
                .as("mail that stays inside")
                .isEmpty();
        assertThat(flow.route(mail(Map.of()).outwards()).target().orElseThrow().smartHost())
                .endsWith(".smtp.eu.afterword.example");

        tenant.connect(PlanOptions.usual().withOwnServers(PlanOptions.OwnServers.LEAVE));
        assertThat(flow.route(signed).target()).isEmpty();
    }

    @Test
    void removingLeavesNothingOfWhatWasOfferedByteForByte() throws Exception {
        tenant.remove();
        tenant.objects
                .centralizedMailTransport("To our servers", "mail.contoso.com")
                .remoteDomain("Partner", "fabrikam.com", true)
                .acceptWithSubdomains("woodgrove.com");
        String before = tenant.objects.json();
        tenant.connect(PlanOptions.usual().withRichTextInside(true).withOwnServers(PlanOptions.OwnServers.SEND_ON));
        assertThat(tenant.objects.json()).contains("Afterword rich text: below woodgrove.com");

        tenant.remove();

        assertThat(tenant.objects.json()).isEqualTo(before);
    }
}
