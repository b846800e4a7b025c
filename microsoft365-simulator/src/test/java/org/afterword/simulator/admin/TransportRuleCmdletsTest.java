package org.afterword.simulator.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cmdlets for mail flow rules, as their reference pages describe them. */
class TransportRuleCmdletsTest {
    private final CmdletRunner exchange = CmdletRunner.contoso();

    @BeforeEach
    void connectors() throws CmdletFailure {
        exchange.run("New-OutboundConnector", """
                {'Name': 'Scoped', 'UseMXRecord': false, 'SmartHosts': ['a.smtp.example'], 'IsTransportRuleScoped': true}""");
        exchange.run("New-OutboundConnector", "{'Name': 'Open'}");
        exchange.tenant.group("pilot@contoso.example");
    }

    @Test
    void givesARuleTheDocumentedDefaults() throws CmdletFailure {
        ObjectNode rule = only(exchange.run("New-TransportRule", "{'Name': 'First'}"));

        assertThat(rule.path("State").asText()).isEqualTo("Enabled");
        assertThat(rule.path("Mode").asText()).isEqualTo("Enforce");
        assertThat(rule.path("Priority").asInt(-1)).isZero();
        assertThat(rule.path("RuleErrorAction").asText()).isEqualTo("Ignore");
        assertThat(rule.path("SenderAddressLocation").asText()).isEqualTo("Header");
        assertThat(rule.get("StopRuleProcessing").asBoolean()).isFalse();
        assertThat(rule.has("Enabled")).isFalse();
    }

    @Test
    void addsARuleAtTheEndOrAtItsPriorityAndMovesTheOthers() throws CmdletFailure {
        exchange.run("New-TransportRule", "{'Name': 'A'}");
        exchange.run("New-TransportRule", "{'Name': 'B'}");
        exchange.run("New-TransportRule", "{'Name': 'C', 'Priority': 0}");
        assertOrder("C", "A", "B");

        exchange.run("Set-TransportRule", "{'Identity': 'C', 'Priority': 2}");
        assertOrder("A", "B", "C");

        exchange.run("Remove-TransportRule", "{'Identity': 'A', 'Confirm': false}");
        assertOrder("B", "C");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2, 300})
    void refusesAPriorityThatNoRuleCanHave(int priority) throws CmdletFailure {
        exchange.run("New-TransportRule", "{'Name': 'A'}");

        assertThat(exchange.rejection("New-TransportRule", "{'Name': 'B', 'Priority': " + priority + "}"))
                .hasMessageContaining("priority");
        assertThat(exchange.rejection("Set-TransportRule", "{'Identity': 'A', 'Priority': " + priority + "}"))
                .hasMessageContaining("priority");
        assertOrder("A");
    }

    @Test
    void showsASizeWithItsUnitAndItsBytes() throws CmdletFailure {
        for (String[] size : new String[][] {
            {"26624KB", "26 MB (27,262,976 bytes)"},
            {"10 MB", "10 MB (10,485,760 bytes)"},
            {"1536", "1.5 KB (1,536 bytes)"},
            {"999B", "999 B (999 bytes)"},
            {"1GB", "1 GB (1,073,741,824 bytes)"}
        }) {
            ObjectNode rule = only(exchange.run(
                    "New-TransportRule", "{'Name': '" + size[0] + "', 'ExceptIfMessageSizeOver': '" + size[0] + "'}"));

            assertThat(rule.path("ExceptIfMessageSizeOver").asText()).isEqualTo(size[1]);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'Name': ''} | 1 to 64 characters",
                "{} | 1 to 64 characters",
                "{'Name': 'x', 'Mode': 'Test'} | 'Mode'",
                "{'Name': 'x', 'RuleErrorAction': 'Retry'} | 'RuleErrorAction'",
                "{'Name': 'x', 'SenderAddressLocation': 'Both'} | 'SenderAddressLocation'",
                "{'Name': 'x', 'FromScope': 'Internal'} | 'FromScope'",
                "{'Name': 'x', 'MessageTypeMatches': 'Vote'} | 'MessageTypeMatches'",
                "{'Name': 'x', 'ExceptIfMessageTypeMatches': 'Recall'} | 'ExceptIfMessageTypeMatches'",
                "{'Name': 'x', 'ExceptIfMessageSizeOver': 'large'} | 'ExceptIfMessageSizeOver'",
                "{'Name': 'x', 'Priority': '1'} | 'Priority'",
                "{'Name': 'x', 'StopRuleProcessing': 'true'} | 'StopRuleProcessing'",
                "{'Name': 'x', 'SetHeaderName': 'X-A'} | SetHeaderName and SetHeaderValue",
                "{'Name': 'x', 'SetHeaderValue': '1'} | SetHeaderName and SetHeaderValue",
                "{'Name': 'x', 'HeaderContainsMessageHeader': 'X-A'} | HeaderContainsWords must be used together",
                "{'Name': 'x', 'HeaderMatchesPatterns': ['a']} | HeaderMatchesPatterns must be used together",
                "{'Name': 'x', 'ExceptIfHeaderContainsWords': ['a']} | must be used together",
                "{'Name': 'x', 'ExceptIfHeaderMatchesMessageHeader': 'X-A'} | must be used together",
                "{'Name': 'x', 'RouteMessageOutboundConnector': 'None'} | object 'None' couldn't be found",
                "{'Name': 'x', 'RouteMessageOutboundConnector': 'Open'} | isn't scoped to transport rules",
                "{'Name': 'x', 'FromMemberOf': ['nobody@contoso.example']} | 'nobody@contoso.example' couldn't be found",
                "{'Name': 'x', 'Identity': 'x'} | 'Identity'",
                "{'Name': 'x', 'NoSuch': true} | 'NoSuch'"
            })
    void refusesARule(String parameters, String reason) {
        assertThat(exchange.rejection("New-TransportRule", parameters)).hasMessageContaining(reason);
    }

    @Test
    void refusesANameOfMoreThan64CharactersOrOneThatIsTaken() throws CmdletFailure {
        assertThat(exchange.rejection("New-TransportRule", "{'Name': '" + "x".repeat(65) + "'}"))
                .hasMessageContaining("64");
        exchange.run("New-TransportRule", "{'Name': '" + "x".repeat(64) + "'}");

        assertThat(exchange.rejection("New-TransportRule", "{'Name': '" + "X".repeat(64) + "'}")
                        .type())
                .endsWith("AlreadyExistsException");
    }

    @Test
    void takesEveryConditionOfTheSignatureRule() throws CmdletFailure {
        ObjectNode rule = only(exchange.run("New-TransportRule", """
                {'Name': 'Sign', 'FromScope': 'InOrganization', 'FromMemberOf': 'pilot@contoso.example',
                 'RouteMessageOutboundConnector': 'scoped', 'SetHeaderName': 'X-Afterword-Auth', 'SetHeaderValue': 'code',
                 'ExceptIfHeaderContainsMessageHeader': 'X-Afterword-MessageProcessed',
                 'ExceptIfHeaderContainsWords': ['true'], 'ExceptIfMessageSizeOver': '26624KB',
                 'ExceptIfFromScope': 'NotInOrganization', 'ExceptIfFromAddressMatchesPatterns': ['<>'],
                 'ExceptIfMessageTypeMatches': 'Calendaring', 'StopRuleProcessing': true, 'Mode': 'Enforce',
                 'SenderAddressLocation': 'Envelope', 'Priority': 0, 'Enabled': false, 'Comments': 'ours'}"""));

        assertThat(rule.path("State").asText()).isEqualTo("Disabled");
        assertThat(rule.path("FromMemberOf")).extracting(JsonNode::asText).containsExactly("pilot@contoso.example");
        assertThat(exchange.run("Get-TransportRule", "{'ResultSize': 'Unlimited'}"))
                .containsExactly(rule);
    }

    @Test
    void switchesARuleWithItsOwnCmdletsAlone() throws CmdletFailure {
        exchange.run("New-TransportRule", "{'Name': 'A', 'Enabled': false}");

        exchange.run("Enable-TransportRule", "{'Identity': 'A', 'Confirm': false}");
        assertThat(state()).isEqualTo("Enabled");

        exchange.run("Disable-TransportRule", "{'Identity': 'A', 'Confirm': false}");
        assertThat(state()).isEqualTo("Disabled");
        assertThat(exchange.rejection("Set-TransportRule", "{'Identity': 'A', 'Enabled': true}"))
                .hasMessageContaining("parameter name 'Enabled'");
        assertThat(exchange.rejection("Enable-TransportRule", "{'Identity': 'A', 'Mode': 'Audit'}"))
                .hasMessageContaining("parameter name 'Mode'");
    }

    @Test
    void changesOnlyWhatIsGivenAndKeepsThePlace() throws CmdletFailure {
        exchange.run("New-TransportRule", "{'Name': 'A'}");
        ObjectNode before = only(exchange.run("New-TransportRule", "{'Name': 'B', 'FromScope': 'InOrganization'}"));

        exchange.run("Set-TransportRule", "{'Identity': 'B', 'Comments': 'ours', 'FromScope': null}");

        ObjectNode after = only(exchange.run("Get-TransportRule", "{'Identity': 'B'}"));
        before.put("Comments", "ours").putNull("FromScope");
        assertThat(after).isEqualTo(before);
        assertOrder("A", "B");
    }

    @Test
    void renamesARule() throws CmdletFailure {
        exchange.run("New-TransportRule", "{'Name': 'A'}");

        exchange.run("Set-TransportRule", "{'Identity': 'A', 'Name': 'B'}");

        assertOrder("B");
        assertThat(only(exchange.run("Get-TransportRule", "{'Identity': 'B'}"))
                        .path("Identity")
                        .asText())
                .isEqualTo("B");
        assertThat(exchange.rejection("Get-TransportRule", "{'Identity': 'A'}"))
                .hasMessageContaining("couldn't be found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Get-TransportRule",
                "Set-TransportRule",
                "Enable-TransportRule",
                "Disable-TransportRule",
                "Remove-TransportRule"
            })
    void saysThatARuleCannotBeFound(String cmdlet) {
        CmdletFailure failure = exchange.rejection(cmdlet, "{'Identity': 'None'}");

        assertThat(failure.type()).endsWith("ManagementObjectNotFoundException");
        assertThat(failure).hasMessageContaining("object 'None' couldn't be found");
    }

    private void assertOrder(String... names) throws CmdletFailure {
        List<ObjectNode> rules = exchange.run("Get-TransportRule", "{}");
        assertThat(rules).extracting(rule -> rule.path("Name").asText()).containsExactly(names);
        for (int i = 0; i < names.length; i++) {
            assertThat(rules.get(i).path("Priority").asInt(-1)).isEqualTo(i);
        }
    }

    private String state() throws CmdletFailure {
        return only(exchange.run("Get-TransportRule", "{}")).path("State").asText();
    }

    private static ObjectNode only(List<ObjectNode> objects) {
        assertThat(objects).hasSize(1);
        return objects.getFirst();
    }
}
