package org.afterword.simulator.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.afterword.simulator.exchange.MailFlow;
import org.afterword.simulator.exchange.MailFlow.Mail;
import org.afterword.simulator.exchange.MailFlow.Route;
import org.afterword.simulator.exchange.MailFlow.Target;
import org.afterword.simulator.exchange.ModeratedGroup;
import org.afterword.simulator.header.MailHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How Exchange processes mail flow rules: by priority, all conditions and no exception, until one says to stop. */
class TenantMailFlowTest {
    private static final Target SMART_HOST = new Target("a.smtp.example", "*.smtp.example");
    private static final String ANNA = "anna@contoso.example";

    private final CmdletRunner exchange = CmdletRunner.contoso();
    private final TenantMailFlow flow = new TenantMailFlow(exchange.tenant);

    @BeforeEach
    void connectors() throws CmdletFailure {
        exchange.run("New-OutboundConnector", """
                {'Name': 'Out', 'UseMXRecord': false, 'SmartHosts': ['a.smtp.example'], 'IsTransportRuleScoped': true,
                 'TlsSettings': 'DomainValidation', 'TlsDomain': '*.smtp.example'}""");
    }

    @Test
    void leavesMailAloneWithoutRules() {
        assertThat(flow.route(mail())).isEqualTo(new Route(List.of(), Optional.empty()));
    }

    @Test
    void routesAndSetsAHeaderField() throws CmdletFailure {
        rule("Sign", "'RouteMessageOutboundConnector': 'Out', 'SetHeaderName': 'X-Auth', 'SetHeaderValue': 'code'");

        Route route = flow.route(mail());

        assertThat(route.target()).contains(SMART_HOST);
        assertThat(route.fields()).containsExactly(new MailHeader.Field("X-Auth", "code"));
    }

    @Test
    void appliesRulesInTheOrderOfTheirPriority() throws CmdletFailure {
        setter("Second", "X-Order", "2");
        setter("Third", "X-Order", "3");
        exchange.run(
                "New-TransportRule",
                "{'Name': 'First', 'Priority': 0, 'SetHeaderName': 'X-Order', 'SetHeaderValue': '1'}");

        assertThat(values("X-Order")).containsExactly("1", "2", "3");
    }

    @Test
    void stopsAfterARuleThatSaysSoAndOnlyIfItApplies() throws CmdletFailure {
        rule(
                "Stop",
                "'SetHeaderName': 'X-A', 'SetHeaderValue': '1', 'StopRuleProcessing': true,"
                        + " 'FromScope': 'InOrganization'");
        setter("After", "X-A", "2");

        assertThat(values("X-A")).containsExactly("1");
        assertThat(flow.route(mail(false, 100)).fields())
                .extracting(MailHeader.Field::value)
                .containsExactly("2");
    }

    @Test
    void showsARuleWhatAnEarlierOneHasSet() throws CmdletFailure {
        setter("Mark", "X-Mark", "yes");
        rule(
                "Marked",
                "'HeaderContainsMessageHeader': 'x-mark', 'HeaderContainsWords': ['YES'],"
                        + " 'SetHeaderName': 'X-Seen', 'SetHeaderValue': '1'");
        rule(
                "Unmarked",
                "'ExceptIfHeaderContainsMessageHeader': 'X-Mark', 'ExceptIfHeaderContainsWords': ['yes'],"
                        + " 'RouteMessageOutboundConnector': 'Out'");

        assertThat(values("X-Seen")).containsExactly("1");
        assertThat(flow.route(mail()).target()).isEmpty();
    }

    @Test
    void ignoresDisabledRulesAndThoseThatAreOnlyTried() throws CmdletFailure {
        exchange.run(
                "New-TransportRule",
                "{'Name': 'Off', 'Enabled': false, 'RouteMessageOutboundConnector': 'Out', 'StopRuleProcessing': true}");
        rule("Audit", "'Mode': 'Audit', 'RouteMessageOutboundConnector': 'Out'");
        assertThat(flow.route(mail()).target()).isEmpty();

        exchange.run("Enable-TransportRule", "{'Identity': 'Off'}");
        assertThat(flow.route(mail()).target()).contains(SMART_HOST);
    }

    @Test
    void doesNotRouteThroughADisabledConnector() throws CmdletFailure {
        rule("Sign", "'RouteMessageOutboundConnector': 'Out'");

        exchange.run("Set-OutboundConnector", "{'Identity': 'Out', 'Enabled': false}");

        assertThat(flow.route(mail()).target()).isEmpty();
    }

    @Test
    void needsAllConditionsAndNoException() throws CmdletFailure {
        rule(
                "Sign",
                "'RouteMessageOutboundConnector': 'Out', 'FromScope': 'InOrganization',"
                        + " 'HeaderContainsMessageHeader': 'X-A', 'HeaderContainsWords': ['one', 'two'],"
                        + " 'ExceptIfHeaderMatchesMessageHeader': 'X-B', 'ExceptIfHeaderMatchesPatterns': ['^t.ue$'],"
                        + " 'ExceptIfMessageSizeOver': '1KB'");

        assertThat(isRouted(mail(true, 1023, "X-A", "number TWO"))).isTrue();
        assertThat(isRouted(mail(true, 1023, "X-A", "three"))).isFalse();
        assertThat(isRouted(mail(true, 1023))).isFalse();
        assertThat(isRouted(mail(false, 1023, "X-A", "one"))).isFalse();
        assertThat(isRouted(mail(true, 1024, "X-A", "one"))).isFalse();
        assertThat(isRouted(mail(true, 1023, "X-A", "one", "X-B", "TRUE"))).isFalse();
        assertThat(isRouted(mail(true, 1023, "X-A", "one", "X-B", "untrue"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "InOrganization, true, true",
        "InOrganization, false, false",
        "NotInOrganization, true, false",
        "NotInOrganization, false, true"
    })
    void looksAtWhereTheSenderIs(String scope, boolean fromInside, boolean expected) throws CmdletFailure {
        rule("Sign", "'RouteMessageOutboundConnector': 'Out', 'FromScope': '" + scope + "'");

        assertThat(isRouted(mail(fromInside, 100))).isEqualTo(expected);
    }

    @Test
    void looksAtTheMembersOfAGroup() throws CmdletFailure {
        exchange.tenant.group("pilot@contoso.example");
        flow.member("PILOT@contoso.example", "Anna@contoso.example");
        rule("Pilot", "'RouteMessageOutboundConnector': 'Out', 'FromMemberOf': ['pilot@contoso.example']");

        assertThat(isRouted(mail(ANNA))).isTrue();
        assertThat(isRouted(mail("ben@contoso.example"))).isFalse();
        assertThat(isRouted(mail(""))).isFalse();
    }

    @Test
    void doesNotMatchAnEmptySenderWithAnyPattern() throws CmdletFailure {
        rule(
                "Sign",
                "'RouteMessageOutboundConnector': 'Out', 'ExceptIfFromAddressMatchesPatterns': ['<>', '^$', 'anna@']");

        assertThat(isRouted(mail(""))).isTrue();
        assertThat(isRouted(mail(ANNA))).isFalse();
        assertThat(isRouted(mail("ben@contoso.example"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "OOF, X-MS-Exchange-Inbox-Rules-Loop, anna@contoso.example, true",
        "OOF, Auto-Submitted, auto-replied, true",
        "OOF, Auto-Submitted, 'auto-replied (vacation)', true",
        "OOF, Auto-Submitted, auto-generated, false",
        "OOF, Auto-Submitted, no, false",
        "OOF, X-Auto-Response-Suppress, All, false",
        "Calendaring, Content-Type, 'text/calendar; method=REQUEST', true",
        "Calendaring, Content-Class, urn:content-classes:calendarmessage, true",
        "Calendaring, Content-Type, text/plain, false",
        "Signed, Content-Type, text/plain, false"
    })
    void knowsTheTypeOfAMessageByItsHeader(String type, String name, String value, boolean expected)
            throws CmdletFailure {
        rule("Sign", "'RouteMessageOutboundConnector': 'Out', 'MessageTypeMatches': '" + type + "'");

        assertThat(isRouted(mail(true, 100, name, value))).isEqualTo(expected);
    }

    @Test
    void knowsAnAutomaticReplyOfOutlook() throws CmdletFailure {
        rule("Sign", "'RouteMessageOutboundConnector': 'Out', 'MessageTypeMatches': 'OOF'");

        assertThat(isRouted(mail(true, 1, "X-Auto-Response-Suppress", "All", "Subject", "Automatic reply: Hi")))
                .isTrue();
        assertThat(isRouted(mail(true, 1, "Subject", "Automatic reply: Hi"))).isFalse();
    }

    @Test
    void namesTheCertificatesOfWorkingInboundConnectors() throws CmdletFailure {
        assertThat(flow.returnCertificates()).isEmpty();

        inbound("One", "'TlsSenderCertificateName': 'a.smtp.example'");
        inbound("Two", "'TlsSenderCertificateName': 'b.smtp.example'");
        inbound("Off", "'TlsSenderCertificateName': 'c.smtp.example', 'Enabled': false");
        inbound("Clear", "'TlsSenderCertificateName': 'd.smtp.example', 'RequireTls': false");
        inbound("Address", "'SenderIPAddresses': ['192.0.2.1']");
        assertThat(flow.returnCertificates()).containsExactlyInAnyOrder("a.smtp.example", "b.smtp.example");

        exchange.run("Remove-InboundConnector", "{'Identity': 'One'}");
        assertThat(flow.returnCertificates()).containsExactly("b.smtp.example");
    }

    private void setter(String name, String field, String value) throws CmdletFailure {
        rule(name, "'SetHeaderName': '" + field + "', 'SetHeaderValue': '" + value + "'");
    }

    private void rule(String name, String parameters) throws CmdletFailure {
        exchange.run("New-TransportRule", "{'Name': '" + name + "', " + parameters + "}");
    }

    private void inbound(String name, String parameters) throws CmdletFailure {
        exchange.run(
                "New-InboundConnector",
                "{'Name': '" + name + "', 'ConnectorType': 'OnPremises', 'SenderDomains': '*', " + parameters + "}");
    }

    private List<String> values(String field) {
        return flow.route(mail()).fields().stream()
                .filter(set -> set.name().equals(field))
                .map(MailHeader.Field::value)
                .toList();
    }

    private boolean isRouted(Mail mail) {
        return flow.route(mail).target().isPresent();
    }

    private static Mail mail() {
        return mail(true, 100);
    }

    private static Mail mail(String sender) {
        return new Mail(name -> List.of(), sender, true, 100);
    }

    private static Mail mail(boolean fromInside, long octets, String... fields) {
        List<Map.Entry<String, String>> header = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            header.add(Map.entry(fields[i], fields[i + 1]));
        }
        return new Mail(
                name -> header.stream()
                        .filter(field -> field.getKey().equalsIgnoreCase(name))
                        .map(Map.Entry::getValue)
                        .toList(),
                ANNA,
                fromInside,
                octets);
    }

    @Test
    void knowsApprovalRequestsAndReadReceipts() throws CmdletFailure {
        rule(
                "Requests",
                "'MessageTypeMatches': 'ApprovalRequest', 'SetHeaderName': 'X-Type', 'SetHeaderValue': 'request'");
        rule("Receipts", "'MessageTypeMatches': 'ReadReceipt', 'SetHeaderName': 'X-Type', 'SetHeaderValue': 'receipt'");

        assertThat(types(mail(true, 100, "Content-Class", ModeratedGroup.REQUEST)))
                .containsExactly("request");
        assertThat(types(mail(
                        true,
                        100,
                        "Content-Type",
                        "multipart/report; boundary=x; report-type=\"disposition-notification\"")))
                .containsExactly("receipt");
        assertThat(types(mail(true, 100, "Content-Type", "multipart/report; report-type=delivery-status")))
                .isEmpty();
        assertThat(types(mail(true, 100, "Content-Class", "urn:content-classes:message")))
                .isEmpty();
    }

    private List<String> types(Mail mail) {
        return flow.route(mail).fields().stream().map(MailHeader.Field::value).toList();
    }

    @Test
    void centralizedMailTransportTakesMailForTheOutsideOnce() throws CmdletFailure {
        exchange.tenant.centralizedMailTransport("To our servers", "mail.contoso.example");
        MailFlow.Target servers = new MailFlow.Target("mail.contoso.example", "mail.contoso.example");

        assertThat(flow.route(mail().outwards()).target()).contains(servers);
        assertThat(flow.route(mail()).target()).isEmpty();
        assertThat(flow.route(mail().outwards().returned()).target()).isEmpty();

        exchange.tenant.change("To our servers", "Enabled", "false");
        assertThat(flow.route(mail().outwards()).target()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"InOrganization, false", "NotInOrganization, true"})
    void asksWhereTheRecipientIs(String scope, boolean outside) throws CmdletFailure {
        rule("Scope", "'SentToScope': '" + scope + "', 'SetHeaderName': 'X-Type', 'SetHeaderValue': 'yes'");

        assertThat(types(mail().outwards())).hasSize(outside ? 1 : 0);
        assertThat(types(mail())).hasSize(outside ? 0 : 1);
    }
}
