package org.afterword.simulator.admin;

import static org.afterword.simulator.admin.Parameters.Type.RESULT_SIZE;
import static org.afterword.simulator.admin.Parameters.Type.TEXT;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** Finds the cmdlet of a name and runs it on a tenant. */
final class Cmdlets {
    private static final Map<String, Parameters.Type> ONLY_SIZE = Map.of("ResultSize", RESULT_SIZE);
    private final TenantObjects tenant;
    private final Connectors connectors;
    private final TransportRules rules;
    private final RemoteDomains remoteDomains;

    Cmdlets(TenantObjects tenant, AdminSwitches switches) {
        this.tenant = tenant;
        this.connectors = new Connectors(tenant, switches);
        this.rules = new TransportRules(tenant);
        this.remoteDomains = new RemoteDomains(tenant);
    }

    /** False if there is no such cmdlet. */
    boolean run(String name, ObjectNode parameters, CmdletOutput output) throws CmdletFailure {
        synchronized (tenant) {
            String verb = name.substring(0, Math.max(0, name.indexOf('-')));
            if (Set.of("New", "Set", "Remove").contains(verb)
                    && tenant.organization().path("IsDehydrated").asBoolean()) {
                throw CmdletFailure.invalid(
                        "The command you tried to run isn't currently allowed in your organization. To run this"
                                + " command, you first need to run the command: Enable-OrganizationCustomization.");
            }
            switch (name) {
                case "Get-OrganizationConfig" -> output.object(tenant.organization());
                case "Enable-OrganizationCustomization" -> hydrate();
                case "Get-AcceptedDomain" -> {
                    Parameters.of(parameters, ONLY_SIZE);
                    tenant.acceptedDomains.forEach(output::object);
                }
                case "Get-JournalRule" -> {
                    Parameters.of(parameters, Map.of("Identity", TEXT));
                    tenant.journalRules.forEach(output::object);
                }
                case "Get-RemoteDomain", "New-RemoteDomain", "Set-RemoteDomain", "Remove-RemoteDomain" ->
                    remoteDomains.run(verb, parameters, output);
                case "Get-OutboundConnector",
                        "New-OutboundConnector",
                        "Set-OutboundConnector",
                        "Remove-OutboundConnector" -> connectors.run(verb, true, parameters, output);
                case "Get-InboundConnector",
                        "New-InboundConnector",
                        "Set-InboundConnector",
                        "Remove-InboundConnector" -> connectors.run(verb, false, parameters, output);
                case "Get-TransportRule",
                        "New-TransportRule",
                        "Set-TransportRule",
                        "Remove-TransportRule",
                        "Enable-TransportRule",
                        "Disable-TransportRule" -> rules.run(verb, parameters, output);
                default -> {
                    return false;
                }
            }
            String size = parameters.path("ResultSize").asText("Unlimited");
            if (verb.equals("Get") && !size.equalsIgnoreCase("Unlimited")) {
                output.limit(Integer.parseInt(size));
            }
            return true;
        }
    }

    private void hydrate() throws CmdletFailure {
        if (!tenant.organization().path("IsDehydrated").asBoolean()) {
            throw CmdletFailure.invalid(
                    "This operation is not required. Organization is already enabled for customization.");
        }
        tenant.organization().put("IsDehydrated", false);
    }
}
