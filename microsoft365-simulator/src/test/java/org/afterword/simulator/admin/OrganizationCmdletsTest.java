package org.afterword.simulator.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accepted and remote domains, customisation of the organisation, and what all Get cmdlets share. */
class OrganizationCmdletsTest {
    private final CmdletRunner exchange = CmdletRunner.contoso();

    @Test
    void showsTheAcceptedDomainsWithTheDefaultOne() throws CmdletFailure {
        assertThat(exchange.run("Get-AcceptedDomain", "{'ResultSize': 'Unlimited'}"))
                .extracting(
                        domain -> domain.path("DomainName").asText(),
                        domain -> domain.path("Default").asBoolean())
                .containsExactly(tuple("contoso.example", true), tuple("contoso.onmicrosoft.example", false));
    }

    @Test
    void showsNoMoreThanTheResultSizeAndSaysSo() throws CmdletFailure {
        CmdletOutput one = exchange.output("Get-AcceptedDomain", "{'ResultSize': 1}");

        assertThat(one.objects()).hasSize(1);
        assertThat(one.warnings()).hasSize(1).first().asString().contains("increase the value for the ResultSize");
        assertThat(exchange.output("Get-AcceptedDomain", "{'ResultSize': '2'}").warnings())
                .isEmpty();
        assertThat(exchange.output("Get-AcceptedDomain", "{'ResultSize': 'unlimited'}")
                        .objects())
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'all'", "'-1'", "null", "true"})
    void refusesAResultSizeThatIsNone(String size) {
        assertThat(exchange.rejection("Get-AcceptedDomain", "{'ResultSize': " + size + "}"))
                .hasMessageContaining("'ResultSize'");
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", "null, null"})
    void setsRichTextOfTheDefaultRemoteDomain(String given, String shown) throws CmdletFailure {
        exchange.run("Set-RemoteDomain", "{'Identity': 'Default', 'TNEFEnabled': " + given + "}");

        ObjectNode domain =
                exchange.run("Get-RemoteDomain", "{'ResultSize': 'Unlimited'}").getFirst();
        assertThat(domain.path("TNEFEnabled").asText()).isEqualTo(shown);
        assertThat(domain.path("DomainName").asText()).isEqualTo("*");
    }

    @Test
    void refusesWhatRemoteDomainsDoNotHave() {
        assertThat(exchange.rejection("Set-RemoteDomain", "{'Identity': 'None', 'TNEFEnabled': false}"))
                .hasMessageContaining("couldn't be found");
        assertThat(exchange.rejection("Set-RemoteDomain", "{'Identity': 'Default', 'TNEFEnabled': 'no'}"))
                .hasMessageContaining("'TNEFEnabled'");
        assertThat(exchange.rejection("Set-RemoteDomain", "{'Identity': 'Default', 'Name': 'Other'}"))
                .hasMessageContaining("'Name'");
    }

    @Test
    void mustBeCustomisedBeforeAnythingIsChanged() throws CmdletFailure {
        exchange.tenant.dehydrated();

        assertThat(exchange.run("Get-OrganizationConfig", "{}")
                        .getFirst()
                        .path("IsDehydrated")
                        .asBoolean())
                .isTrue();
        assertThat(exchange.run("Get-TransportRule", "{}")).isEmpty();
        for (String cmdlet : new String[] {"New-TransportRule", "New-OutboundConnector", "Set-RemoteDomain"}) {
            assertThat(exchange.rejection(cmdlet, "{'Name': 'x'}"))
                    .hasMessageContaining("Enable-OrganizationCustomization");
        }

        exchange.run("Enable-OrganizationCustomization", "{}");
        assertThat(exchange.run("Get-OrganizationConfig", "{}")
                        .getFirst()
                        .path("IsDehydrated")
                        .asBoolean(true))
                .isFalse();
        exchange.run("New-TransportRule", "{'Name': 'x'}");
        assertThat(exchange.rejection("Enable-OrganizationCustomization", "{}")).hasMessageContaining("not required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "Get",
                "get-transportrule",
                "New-Mailbox",
                "Set-AcceptedDomain",
                "Enable-OutboundConnector"
            })
    void doesNotKnowOtherCmdlets(String name) throws CmdletFailure {
        assertThat(exchange.knows(name)).isFalse();
    }

    @Test
    void givesOutCopiesOfItsObjects() throws CmdletFailure {
        exchange.run("Get-OrganizationConfig", "{}").getFirst().put("IsDehydrated", true);

        assertThat(exchange.run("Get-OrganizationConfig", "{}")
                        .getFirst()
                        .path("IsDehydrated")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void isChangedByOtherAdministratorsToo() throws CmdletFailure {
        exchange.tenant.rule("Disclaimer").gateway("Archive", "archive.example");
        String before = exchange.tenant.json();

        exchange.tenant.change("disclaimer", "State", "\"Disabled\"");

        assertThat(exchange.run("Get-TransportRule", "{'Identity': 'Disclaimer'}"))
                .extracting(rule -> rule.path("State").asText())
                .containsExactly("Disabled");
        assertThat(exchange.run("Get-OutboundConnector", "{'Identity': 'Archive'}")
                        .getFirst()
                        .path("SmartHosts")
                        .path(0)
                        .asText())
                .isEqualTo("archive.example");
        assertThat(exchange.tenant.json()).isNotEqualTo(before);
        exchange.tenant.change("Disclaimer", "State", "\"Enabled\"");
        assertThat(exchange.tenant.json()).isEqualTo(before);
        assertThatThrownBy(() -> exchange.tenant.change("None", "State", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("None");
        assertThatThrownBy(() -> exchange.tenant.change("Disclaimer", "State", "{"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not JSON");
    }

    @Test
    void makesRemoteDomainsWithANameAndADomainAndSetsTheRestLater() throws CmdletFailure {
        String before = exchange.tenant.json();
        exchange.run("New-RemoteDomain", "{'Name': 'Fabrikam', 'DomainName': 'fabrikam.example'}");
        exchange.run("Set-RemoteDomain", "{'Identity': 'Fabrikam', 'TNEFEnabled': true}");

        assertThat(exchange.run("Get-RemoteDomain", "{}"))
                .extracting(
                        domain -> domain.path("DomainName").asText(),
                        domain -> domain.path("TNEFEnabled").asText())
                .containsExactly(tuple("*", "null"), tuple("fabrikam.example", "true"));
        assertThat(exchange.rejection("New-RemoteDomain", "{'Name': 'Again', 'DomainName': 'Fabrikam.example'}"))
                .hasMessageContaining("already exists");
        assertThat(exchange.rejection("New-RemoteDomain", "{'Name': 'Default', 'DomainName': 'other.example'}"))
                .hasMessageContaining("already exists");
        assertThat(exchange.rejection(
                        "New-RemoteDomain", "{'Name': 'x', 'DomainName': 'x.example', 'TNEFEnabled': true}"))
                .hasMessageContaining("'TNEFEnabled'");
        assertThat(exchange.rejection("Remove-RemoteDomain", "{'Identity': 'Default', 'Confirm': false}"))
                .hasMessageContaining("default remote domain");

        exchange.run("Remove-RemoteDomain", "{'Identity': 'Fabrikam', 'Confirm': false}");
        assertThat(exchange.tenant.json()).isEqualTo(before);
    }

    @Test
    void showsJournalRulesAndDomainsWithTheirSubdomains() throws CmdletFailure {
        exchange.tenant.journalRule("Archive", "archive@vault.example").acceptWithSubdomains("fabrikam.example");

        assertThat(exchange.run("Get-JournalRule", "{}"))
                .extracting(
                        rule -> rule.path("JournalEmailAddress").asText(),
                        rule -> rule.path("Enabled").asBoolean())
                .containsExactly(tuple("archive@vault.example", true));
        assertThat(exchange.rejection("Get-JournalRule", "{'ResultSize': 'Unlimited'}"))
                .hasMessageContaining("'ResultSize'");
        assertThat(exchange.run("Get-AcceptedDomain", "{}"))
                .extracting(domain -> domain.path("MatchSubDomains").asBoolean())
                .containsExactly(false, false, true);
    }
}
