package org.afterword.functions.onboarding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.ExchangeAdmin;
import org.afterword.functions.onboarding.exchange.ExchangeAnswer;
import org.afterword.functions.onboarding.exchange.ExchangeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantReaderTest {
    private final Map<String, List<JsonNode>> answers = new HashMap<>();
    private final Map<String, ExchangeException> refusals = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final ExchangeAdmin exchange = this::answer;

    private ExchangeAnswer answer(Cmdlet cmdlet) throws ExchangeException {
        String line = cmdlet.toString();
        calls.add(line);
        ExchangeException refusal = refusals.getOrDefault(line, refusals.get(cmdlet.name()));
        if (refusal != null) {
            throw refusal;
        }
        return new ExchangeAnswer(answers.getOrDefault(line, List.of()), List.of());
    }

    private void answers(String line, String... objects) {
        answers.put(
                line,
                List.of(objects).stream().map(object -> (JsonNode) json(object)).toList());
    }

    private static ObjectNode json(String text) {
        return States.json(text.replace('\'', '"'));
    }

    private TenantState read(Optional<String> group) throws ExchangeException, InterruptedException {
        answers("Get-OrganizationConfig", "{'Name':'contoso.onmicrosoft.com','DisplayName':'Contoso'}");
        return TenantReader.read(exchange, group);
    }

    private List<String> outbound() throws ExchangeException, InterruptedException {
        return read(Optional.empty()).all(ObjectKind.OUTBOUND_CONNECTOR).stream()
                .map(ExistingObject::name)
                .toList();
    }

    private static String connector(String name) {
        return "{'Name':'" + name + "','Guid':'guid of " + name + "'}";
    }

    @Test
    void findsConnectorsForRulesAndInTestModeWhereThePlainListLeavesThemOut() throws Exception {
        answers("Get-OutboundConnector", connector("Plain"));
        answers("Get-OutboundConnector -IsTransportRuleScoped:$true", connector("Rule"));
        answers("Get-OutboundConnector -IncludeTestModeConnectors:$true", connector("Test"));
        answers(
                "Get-OutboundConnector -IsTransportRuleScoped:$true -IncludeTestModeConnectors:$true",
                connector("Rule in test"));

        assertThat(outbound()).containsExactly("Plain", "Rule", "Test", "Rule in test");
    }

    @Test
    void hasEachConnectorOnceWhereThePlainListHasThemAll() throws Exception {
        answers("Get-OutboundConnector", connector("Plain"), connector("Rule"), connector("Test"));
        answers("Get-OutboundConnector -IsTransportRuleScoped:$true", connector("Rule"));
        answers("Get-OutboundConnector -IncludeTestModeConnectors:$true", connector("Plain"), connector("Test"));

        assertThat(outbound()).containsExactly("Plain", "Rule", "Test");
    }

    @Test
    void aRoleWithoutTheFiltersReadsThePlainList() throws Exception {
        answers("Get-OutboundConnector", connector("Plain"));
        for (String filters : List.of(
                "-IsTransportRuleScoped:$true",
                "-IncludeTestModeConnectors:$true",
                "-IsTransportRuleScoped:$true -IncludeTestModeConnectors:$true")) {
            refusals.put(
                    "Get-OutboundConnector " + filters,
                    new ExchangeException(ExchangeException.Kind.REFUSED, "A parameter cannot be found"));
        }

        assertThat(outbound()).containsExactly("Plain");
    }

    @Test
    void readsBlockedConnectorsByIdentifierAndName() throws Exception {
        answers(
                "Get-BlockedConnector",
                "{'ConnectorId':'159eb7c4','ConnectorName':'Afterword inbound'}",
                "{'ConnectorId':'3c01'}");

        assertThat(read(Optional.empty()).blockedConnectors())
                .contains(List.of("159eb7c4", "Afterword inbound", "3c01"));
    }

    @ParameterizedTest
    @EnumSource(
            value = ExchangeException.Kind.class,
            names = {"ROLE_MISSING", "REFUSED"})
    void aRoleWithoutBlockedConnectorsOrRecipientsIsNoReasonToStop(ExchangeException.Kind kind) throws Exception {
        refusals.put("Get-BlockedConnector", new ExchangeException(kind, "no"));
        refusals.put("Get-Recipient", new ExchangeException(kind, "no"));

        TenantState state = read(Optional.of("pilot@contoso.com"));

        assertThat(state.blockedConnectors()).isEmpty();
        assertThat(state.pilotGroup()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Get-BlockedConnector", "Get-Recipient", "Get-OutboundConnector -IsTransportRuleScoped:$true"})
    void whatIsNotAnsweredAtAllStopsTheReading(String line) {
        refusals.put(line, new ExchangeException(ExchangeException.Kind.UNCERTAIN, "no answer"));

        assertThatThrownBy(() -> read(Optional.of("pilot@contoso.com"))).hasMessage("no answer");
    }

    @Test
    void asksForNoGroupWhereNoneIsChosen() throws Exception {
        assertThat(read(Optional.empty()).pilotGroup()).isEmpty();
        assertThat(calls).noneMatch(line -> line.startsWith("Get-Recipient"));
    }

    @Test
    void knowsThePilotsGroupByItsPrimaryAddress() throws Exception {
        answers(
                "Get-Recipient -Identity 'alias@contoso.com'",
                "{'RecipientTypeDetails':'GroupMailbox','PrimarySmtpAddress':'pilot@contoso.com'}");

        assertThat(read(Optional.of("alias@contoso.com")).pilotGroup())
                .contains(new PilotGroup(
                        "alias@contoso.com", Optional.of(new PilotGroup.Found("GroupMailbox", "pilot@contoso.com"))));
    }

    private void noRecipient(String address) {
        refusals.put(
                "Get-Recipient -Identity '" + address + "'",
                new ExchangeException(
                        ExchangeException.Kind.REFUSED,
                        "Get-Recipient: The operation couldn't be performed because object '" + address
                                + "' couldn't be found on 'DB8PR01A001DC03.EURPR01A001.prod.outlook.com'."));
    }

    @Test
    void findsAGroupWhoseOldAddressIsGoneByWhatTheRuleNames() throws Exception {
        noRecipient("pilot@contoso.com");
        answers(
                "Get-TransportRule -ResultSize 'Unlimited'",
                "{'Name':'Afterword: send','Priority':0,'SetHeaderName':'X-Afterword-Auth','FromMemberOf':['first@contoso.com']}");
        answers(
                "Get-Recipient -Identity 'first@contoso.com'",
                "{'RecipientTypeDetails':'GroupMailbox','PrimarySmtpAddress':'first@contoso.com'}");

        PilotGroup group = read(Optional.of("pilot@contoso.com")).pilotGroup().orElseThrow();

        assertThat(group.isRenamed()).isTrue();
        assertThat(group.found().orElseThrow().address()).isEqualTo("first@contoso.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"['pilot@contoso.com']", "['gone@contoso.com']", "['9d2c0f']", "[]", "null"})
    void aGroupThatIsNowhereIsNotThere(String named) throws Exception {
        noRecipient("pilot@contoso.com");
        noRecipient("gone@contoso.com");
        answers(
                "Get-TransportRule -ResultSize 'Unlimited'",
                "{'Name':'Ours','Priority':0,'SetHeaderName':'X-Afterword-Auth','FromMemberOf':" + named + "}");

        assertThat(read(Optional.of("pilot@contoso.com")).pilotGroup())
                .contains(new PilotGroup("pilot@contoso.com", Optional.empty()));
    }
}
