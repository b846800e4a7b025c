package org.afterword.simulator.admin;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;

/** Runs cmdlets on a tenant; parameters are JSON with single quotation marks. */
final class CmdletRunner {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    final TenantObjects tenant;
    final AdminSwitches switches = new AdminSwitches();
    private final Cmdlets cmdlets;

    CmdletRunner(TenantObjects tenant) {
        this.tenant = tenant;
        this.cmdlets = new Cmdlets(tenant, switches);
    }

    static CmdletRunner contoso() {
        return new CmdletRunner(new TenantObjects("Contoso", "contoso.example", "contoso.onmicrosoft.example"));
    }

    /** What the cmdlet writes. */
    List<ObjectNode> run(String name, String parameters) throws CmdletFailure {
        return output(name, parameters).objects();
    }

    CmdletOutput output(String name, String parameters) throws CmdletFailure {
        CmdletOutput output = new CmdletOutput();
        if (!cmdlets.run(name, read(parameters), output)) {
            throw new IllegalArgumentException("there is no cmdlet " + name);
        }
        return output;
    }

    boolean knows(String name) throws CmdletFailure {
        return cmdlets.run(name, read("{}"), new CmdletOutput());
    }

    /** The rejection of a cmdlet that must not be carried out; the tenant is as it was before. */
    CmdletFailure rejection(String name, String parameters) {
        String before = tenant.json();
        CmdletFailure failure = catchThrowableOfType(CmdletFailure.class, () -> run(name, parameters));
        if (!tenant.json().equals(before)) {
            throw new AssertionError(name + " was refused and has changed the tenant");
        }
        return Objects.requireNonNull(failure, name + " was not refused");
    }

    private static ObjectNode read(String parameters) {
        try {
            return (ObjectNode) JSON.readTree(parameters);
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(parameters, wrong);
        }
    }
}
