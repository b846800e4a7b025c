package org.afterword.functions.onboarding.exchange;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedCmdletsTest {
    private static Cmdlet cmdlet(String name, String parameters) {
        Cmdlet cmdlet = Cmdlet.of(name);
        for (String parameter : parameters.isEmpty() ? new String[0] : parameters.split(" ")) {
            cmdlet = cmdlet.with(parameter, Value.of("x"));
        }
        return cmdlet;
    }

    @ParameterizedTest
    @CsvSource({
        "Get-OrganizationConfig,''",
        "Get-TransportRule,ResultSize",
        "New-TransportRule,Name Priority Enabled FromMemberOf",
        "Set-TransportRule,Identity Priority",
        "New-OutboundConnector,Name SmartHosts TlsDomain",
        "Remove-InboundConnector,Identity Confirm",
        "Get-JournalRule,''",
        "New-RemoteDomain,Name DomainName",
        "Remove-RemoteDomain,Identity Confirm",
        "Set-RemoteDomain,Identity Name TNEFEnabled",
        "Get-OutboundConnector,IsTransportRuleScoped IncludeTestModeConnectors",
        "New-OutboundConnector,Name TestMode",
        "Get-BlockedConnector,''",
        "Get-Recipient,Identity"
    })
    void allowsWhatAPlanCalls(String name, String parameters) {
        assertThatCode(() -> AllowedCmdlets.check(cmdlet(name, parameters))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "Get-Mailbox,''",
        "New-ManagementRoleAssignment,Name",
        "get-transportrule,''",
        "Set-TransportRule,Identity Enabled",
        "New-TransportRule,Name BlindCopyTo",
        "Set-InboundConnector,Identity SmartHosts",
        "Set-RemoteDomain,Identity AutoForwardEnabled",
        "New-RemoteDomain,Name TNEFEnabled",
        "New-JournalRule,Name",
        "Remove-BlockedConnector,ConnectorId",
        "Get-Recipient,ResultSize",
        "Get-OrganizationConfig,ResultSize"
    })
    void refusesEveryOtherCmdletAndParameter(String name, String parameters) {
        assertThatThrownBy(() -> AllowedCmdlets.check(cmdlet(name, parameters)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("not on our list");
    }
}
