package org.afterword.simulator.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** New-, Get-, Set- and Remove- of connectors, as their reference pages describe them. */
class ConnectorCmdletsTest {
    private static final String OUTBOUND = """
            {'Name': 'Out', 'ConnectorType': 'OnPremises', 'UseMXRecord': false, 'SmartHosts': ['a.smtp.example'],
             'TlsSettings': 'DomainValidation', 'TlsDomain': '*.smtp.example', 'IsTransportRuleScoped': true}""";
    private static final String INBOUND = """
            {'Name': 'In', 'ConnectorType': 'OnPremises', 'SenderDomains': '*', 'RequireTls': true,
             'TlsSenderCertificateName': 'a.smtp.example', 'CloudServicesMailEnabled': true}""";

    private final CmdletRunner exchange = CmdletRunner.contoso();

    @Test
    void createsAnOutboundConnectorAsAsked() throws CmdletFailure {
        ObjectNode connector = only(exchange.run("New-OutboundConnector", OUTBOUND));

        assertThat(connector.path("Name").asText()).isEqualTo("Out");
        assertThat(connector.path("SmartHosts").path(0).asText()).isEqualTo("a.smtp.example");
        assertThat(connector.path("TlsDomain").asText()).isEqualTo("*.smtp.example");
        assertThat(connector.path("Guid").asText()).hasSize(36);
        assertThat(exchange.run("Get-OutboundConnector", "{}")).containsExactly(connector);
        assertThat(exchange.run("Get-InboundConnector", "{}")).isEmpty();
    }

    @Test
    void givesAnOutboundConnectorTheDocumentedDefaults() throws CmdletFailure {
        ObjectNode connector = only(exchange.run("New-OutboundConnector", "{'Name': 'Plain'}"));

        assertThat(connector.path("Enabled").asBoolean()).isTrue();
        assertThat(connector.path("UseMXRecord").asBoolean()).isTrue();
        for (String flag :
                List.of("IsTransportRuleScoped", "RouteAllMessagesViaOnPremises", "CloudServicesMailEnabled")) {
            assertThat(connector.get(flag)).as(flag).isNotNull();
            assertThat(connector.path(flag).asBoolean()).as(flag).isFalse();
        }
        assertThat(connector.path("TlsSettings").isNull()).isTrue();
    }

    @Test
    void givesAnInboundConnectorTheDocumentedDefaults() throws CmdletFailure {
        ObjectNode connector = only(
                exchange.run("New-InboundConnector", "{'Name': 'Partner', 'SenderDomains': ['fabrikam.example']}"));

        assertThat(connector.path("Enabled").asBoolean()).isTrue();
        assertThat(connector.path("RequireTls").asBoolean()).isTrue();
        for (String flag : List.of(
                "RestrictDomainsToCertificate",
                "RestrictDomainsToIPAddresses",
                "TreatMessagesAsInternal",
                "CloudServicesMailEnabled")) {
            assertThat(connector.get(flag)).as(flag).isNotNull();
            assertThat(connector.path(flag).asBoolean()).as(flag).isFalse();
        }
    }

    @Test
    void showsSenderDomainsWithTheirAddressSpaceAndCost() throws CmdletFailure {
        exchange.run("New-InboundConnector", INBOUND);
        assertThat(only(exchange.run("Get-InboundConnector", "{}")).path("SenderDomains"))
                .extracting(JsonNode::asText)
                .containsExactly("smtp:*;1");

        exchange.run("Set-InboundConnector", "{'Identity': 'In', 'SenderDomains': ['*.contoso.example', 'smtp:*;1']}");
        assertThat(only(exchange.run("Get-InboundConnector", "{}")).path("SenderDomains"))
                .extracting(JsonNode::asText)
                .containsExactly("smtp:*.contoso.example;1", "smtp:*;1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{} | missing mandatory parameters: Name",
                "{'Name': 'x', 'UseMXRecord': false} | smart host",
                "{'Name': 'x', 'UseMXRecord': false, 'SmartHosts': []} | smart host",
                "{'Name': 'x', 'SmartHosts': ['a.example']} | smart hosts if UseMXRecord is set to true",
                "{'Name': 'x', 'TlsDomain': 'a.example'} | TlsDomain can be specified only",
                "{'Name': 'x', 'TlsDomain': 'a.example', 'TlsSettings': 'EncryptionOnly'} | TlsDomain can be",
                "{'Name': 'x', 'TlsSettings': 'DomainValidation'} | TlsDomain is required",
                "{'Name': 'x', 'TlsSettings': 'Strict'} | 'TlsSettings'",
                "{'Name': 'x', 'ConnectorType': 'Internal'} | 'ConnectorType'",
                "{'Name': 'x', 'RouteAllMessagesViaOnPremises': true} | ConnectorType is OnPremises",
                "{'Name': 'x', 'RecipientDomains': ['domain.*.contoso.example']} | 'RecipientDomains'",
                "{'Name': 'x', 'TlsSettings': 'DomainValidation', 'TlsDomain': 'a.*.example'} | 'TlsDomain'",
                "{'Name': 'x', 'Enabled': 'yes'} | 'Enabled'",
                "{'Name': 'x', 'Enabled': null} | 'Enabled'",
                "{'Name': 'x', 'SmartHosts': true} | 'SmartHosts'",
                "{'Name': 'x', 'Identity': 'x'} | 'Identity'",
                "{'Name': 'x', 'SenderDomains': '*'} | 'SenderDomains'",
                "{'Name': 'x', 'ResultSize': 'Unlimited'} | 'ResultSize'"
            })
    void refusesAnOutboundConnector(String parameters, String reason) {
        assertThat(exchange.rejection("New-OutboundConnector", parameters)).hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'SenderDomains': '*'} | missing mandatory parameters: Name",
                "{'Name': 'x'} | sender domain",
                "{'Name': 'x', 'SenderDomains': []} | sender domain",
                "{'Name': 'x', 'SenderDomains': '*', 'ConnectorType': 'OnPremises'} | TlsSenderCertificateName or SenderIP",
                "{'Name': 'x', 'SenderDomains': '*', 'TreatMessagesAsInternal': true, 'CloudServicesMailEnabled': true} | both",
                "{'Name': 'x', 'SenderDomains': 'domain.*.contoso.example'} | 'SenderDomains'",
                "{'Name': 'x', 'SenderDomains': '*', 'TlsSenderCertificateName': 'a.*.example'} | 'TlsSenderCertificateName'",
                "{'Name': 'x', 'SenderDomains': '*', 'RequireTls': 'true'} | 'RequireTls'",
                "{'Name': 'x', 'SenderDomains': '*', 'RestrictDomainsToCertificate': 1} | 'RestrictDomainsToCertificate'",
                "{'Name': 'x', 'SenderDomains': '*', 'SmartHosts': 'a.example'} | 'SmartHosts'",
                "{'Name': 'x', 'SenderDomains': '*', 'TlsDomain': 'a.example'} | 'TlsDomain'"
            })
    void refusesAnInboundConnector(String parameters, String reason) {
        assertThat(exchange.rejection("New-InboundConnector", parameters)).hasMessageContaining(reason);
    }

    @Test
    void takesAPartnerConnectorThatRestrictsDomainsToACertificate() throws CmdletFailure {
        ObjectNode connector = only(exchange.run("New-InboundConnector", """
                {'Name': 'Partner', 'SenderDomains': ['*.fabrikam.example'], 'RestrictDomainsToCertificate': true,
                 'TlsSenderCertificateName': '*.fabrikam.example'}"""));

        assertThat(connector.path("ConnectorType").asText()).isEqualTo("Partner");
        assertThat(connector.path("RestrictDomainsToCertificate").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'TlsSenderCertificateName': 'mail.contoso.example'", "'SenderIPAddresses': ['192.0.2.1']"})
    void knowsAnOnPremisesServerByItsCertificateOrItsAddress(String by) throws CmdletFailure {
        assertThat(exchange.run(
                        "New-InboundConnector",
                        "{'Name': 'x', 'SenderDomains': '*', 'ConnectorType': 'OnPremises', " + by + "}"))
                .hasSize(1);
    }

    @Test
    void refusesANameThatIsTakenOrTooLong() throws CmdletFailure {
        exchange.run("New-OutboundConnector", OUTBOUND);

        CmdletFailure taken = exchange.rejection("New-OutboundConnector", OUTBOUND.replace("'Out'", "'OUT'"));
        assertThat(taken.type()).endsWith("ManagementObjectAlreadyExistsException");
        assertThat(taken).hasMessageContaining("already exists");
        assertThat(exchange.rejection("New-OutboundConnector", "{'Name': '" + "x".repeat(65) + "'}"))
                .hasMessageContaining("64 characters");
        assertThat(exchange.run("New-OutboundConnector", "{'Name': '" + "x".repeat(64) + "'}"))
                .hasSize(1);
        assertThat(exchange.run("New-InboundConnector", INBOUND.replace("'In'", "'Out'")))
                .hasSize(1);
    }

    @Test
    void findsAConnectorByNameAndByGuid() throws CmdletFailure {
        ObjectNode connector = only(exchange.run("New-OutboundConnector", OUTBOUND));
        exchange.run("New-OutboundConnector", OUTBOUND.replace("'Out'", "'Other'"));

        assertThat(exchange.run("Get-OutboundConnector", "{'Identity': 'OUT'}")).containsExactly(connector);
        assertThat(exchange.run(
                        "Get-OutboundConnector",
                        "{'Identity': '" + connector.path("Guid").asText() + "'}"))
                .containsExactly(connector);
        assertThat(exchange.run("Get-OutboundConnector", "{'ResultSize': 'Unlimited'}"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Get-OutboundConnector", "Set-OutboundConnector", "Remove-OutboundConnector"})
    void saysThatAConnectorCannotBeFound(String cmdlet) {
        CmdletFailure failure = exchange.rejection(cmdlet, "{'Identity': 'None'}");

        assertThat(failure.type()).endsWith("ManagementObjectNotFoundException");
        assertThat(failure).hasMessageContaining("object 'None' couldn't be found");
    }

    @Test
    void changesOnlyWhatIsGiven() throws CmdletFailure {
        ObjectNode before = only(exchange.run("New-OutboundConnector", OUTBOUND));

        exchange.run("Set-OutboundConnector", "{'Identity': 'Out', 'Comment': 'ours', 'Enabled': false}");

        ObjectNode after = only(exchange.run("Get-OutboundConnector", "{}"));
        assertThat(after).isEqualTo(before.deepCopy().put("Comment", "ours").put("Enabled", false));
    }

    @Test
    void checksAChangeAsItChecksANewConnector() throws CmdletFailure {
        exchange.run("New-OutboundConnector", OUTBOUND);
        exchange.run("New-InboundConnector", INBOUND);

        assertThat(exchange.rejection("Set-OutboundConnector", "{'Identity': 'Out', 'SmartHosts': []}"))
                .hasMessageContaining("smart host");
        assertThat(exchange.rejection("Set-OutboundConnector", "{'Identity': 'Out', 'TlsSettings': null}"))
                .hasMessageContaining("TlsDomain");
        assertThat(exchange.rejection("Set-InboundConnector", "{'Identity': 'In', 'TreatMessagesAsInternal': true}"))
                .hasMessageContaining("CloudServicesMailEnabled");
        assertThat(exchange.rejection("Set-InboundConnector", "{'Identity': 'In', 'TlsSenderCertificateName': null}"))
                .hasMessageContaining("TlsSenderCertificateName");
    }

    @Test
    void removesAConnector() throws CmdletFailure {
        exchange.run("New-InboundConnector", INBOUND);

        assertThat(exchange.run("Remove-InboundConnector", "{'Identity': 'In', 'Confirm': false}"))
                .isEmpty();

        assertThat(exchange.run("Get-InboundConnector", "{}")).isEmpty();
        assertThat(exchange.rejection("Remove-InboundConnector", "{'Identity': 'In', 'Confirm': false}"))
                .hasMessageContaining("couldn't be found");
    }

    @Test
    void doesNotRemoveAnOutboundConnectorThatARuleUses() throws CmdletFailure {
        exchange.run("New-OutboundConnector", OUTBOUND);
        exchange.run("New-TransportRule", "{'Name': 'Route', 'RouteMessageOutboundConnector': 'Out'}");

        assertThat(exchange.rejection("Remove-OutboundConnector", "{'Identity': 'Out', 'Confirm': false}"))
                .hasMessageContaining("used by one or more transport rules");

        exchange.run("Remove-TransportRule", "{'Identity': 'Route', 'Confirm': false}");
        exchange.run("Remove-OutboundConnector", "{'Identity': 'Out', 'Confirm': false}");
        assertThat(exchange.run("Get-OutboundConnector", "{}")).isEmpty();
    }

    @Test
    void canCreateInboundConnectorsThatOnlySupportEnables() throws CmdletFailure {
        exchange.switches.createInboundConnectorsDisabled(true);

        CmdletOutput output = exchange.output("New-InboundConnector", INBOUND);

        assertThat(output.warnings()).hasSize(1).first().asString().contains("Contact Support");
        assertThat(only(output.objects()).path("Enabled").asBoolean()).isFalse();
        assertThat(exchange.rejection("Set-InboundConnector", "{'Identity': 'In', 'Enabled': true}"))
                .hasMessageContaining("Contact Support");
        exchange.run("Set-InboundConnector", "{'Identity': 'In', 'Comment': 'waiting'}");
        assertThat(exchange.output("New-OutboundConnector", OUTBOUND).warnings())
                .isEmpty();

        exchange.switches.createInboundConnectorsDisabled(false);
        exchange.run("Set-InboundConnector", "{'Identity': 'In', 'Enabled': true}");
        assertThat(only(exchange.run("Get-InboundConnector", "{}"))
                        .path("Enabled")
                        .asBoolean())
                .isTrue();
    }

    private static ObjectNode only(List<ObjectNode> objects) {
        assertThat(objects).hasSize(1);
        return objects.getFirst();
    }
}
