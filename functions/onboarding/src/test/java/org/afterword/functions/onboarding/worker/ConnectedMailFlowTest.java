package org.afterword.functions.onboarding.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.plan.Planner;
import org.afterword.functions.onboarding.plan.Removal;
import org.afterword.simulator.admin.TenantMailFlow;
import org.afterword.simulator.exchange.MailFlow.Mail;
import org.afterword.simulator.exchange.MailFlow.Route;
import org.afterword.simulator.exchange.MailFlow.Target;
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
        tenant.runner().run(state -> Planner.enable(state, PlanOptions.usual(), true));
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
        tenant.runner().run(state -> Planner.enable(state, PlanOptions.usual(), false));
        assertThat(flow.route(mail(Map.of())).target()).isEmpty();

        tenant.runner().run(state -> Removal.plan(state, "Afterword", tenant.before));
        assertThat(flow.route(mail(Map.of())).fields()).isEmpty();
        assertThat(flow.returnCertificates()).isEmpty();
    }
}
