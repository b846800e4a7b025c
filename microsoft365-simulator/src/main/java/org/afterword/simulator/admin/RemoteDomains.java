package org.afterword.simulator.admin;

import static org.afterword.simulator.admin.Parameters.Type.FLAG;
import static org.afterword.simulator.admin.Parameters.Type.NULLABLE_FLAG;
import static org.afterword.simulator.admin.Parameters.Type.RESULT_SIZE;
import static org.afterword.simulator.admin.Parameters.Type.TEXT;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** The cmdlets for remote domains. New takes a name and a domain and nothing else, as its documentation says. */
final class RemoteDomains {
    private static final int LONGEST_NAME = 64;
    private static final Map<String, Parameters.Type> GET = Map.of("Identity", TEXT, "ResultSize", RESULT_SIZE);
    private static final Map<String, Parameters.Type> NEW = Map.of("Name", TEXT, "DomainName", TEXT);
    private static final Map<String, Parameters.Type> SET = Map.of("Identity", TEXT, "TNEFEnabled", NULLABLE_FLAG);
    private static final Map<String, Parameters.Type> REMOVE = Map.of("Identity", TEXT, "Confirm", FLAG);

    private final TenantObjects tenant;

    RemoteDomains(TenantObjects tenant) {
        this.tenant = tenant;
    }

    void run(String verb, ObjectNode given, CmdletOutput output) throws CmdletFailure {
        switch (verb) {
            case "Get" -> {
                Parameters.of(given, GET);
                tenant.remoteDomains.forEach(output::object);
            }
            case "New" -> create(Parameters.of(given, NEW), output);
            case "Set" -> {
                Parameters parameters = Parameters.of(given, SET);
                parameters.copyTo(find(parameters), Set.of("Identity"));
            }
            case "Remove" -> {
                ObjectNode found = find(Parameters.of(given, REMOVE));
                if (found.path("DomainName").asText().equals("*")) {
                    throw CmdletFailure.invalid("You can't remove the default remote domain.");
                }
                tenant.remoteDomains.remove(found);
            }
            default -> throw new IllegalArgumentException(verb);
        }
    }

    private void create(Parameters parameters, CmdletOutput output) throws CmdletFailure {
        String name = parameters.text("Name");
        String domain = parameters.text("DomainName");
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw CmdletFailure.invalid("The name of a remote domain must have 1 to " + LONGEST_NAME + " characters.");
        }
        boolean taken = tenant.remoteDomains.stream()
                .anyMatch(known -> known.path("DomainName").asText().equalsIgnoreCase(domain));
        if (taken || TenantObjects.find(tenant.remoteDomains, name).isPresent()) {
            throw CmdletFailure.exists(taken ? domain : name);
        }
        ObjectNode created = TenantObjects.newRemoteDomain(name, domain);
        tenant.remoteDomains.add(created);
        output.object(created);
    }

    private ObjectNode find(Parameters parameters) throws CmdletFailure {
        String identity = parameters.text("Identity");
        return TenantObjects.find(tenant.remoteDomains, identity)
                .orElseThrow(() -> CmdletFailure.notFound("RemoteDomain", identity));
    }
}
