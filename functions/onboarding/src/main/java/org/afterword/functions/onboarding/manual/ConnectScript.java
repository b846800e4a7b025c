package org.afterword.functions.onboarding.manual;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.afterword.functions.onboarding.exchange.PowerShell;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.functions.onboarding.plan.Names;
import org.afterword.functions.onboarding.plan.ObjectKind;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.plan.Stamp;
import org.afterword.functions.onboarding.plan.WantedObject;
import org.afterword.functions.onboarding.plan.WantedObject.InitialState;
import org.afterword.functions.onboarding.plan.WantedObjects;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.TenantId;

/**
 * The PowerShell script that does what our plan does, with the administrator's own sign-in. Its data, every object with
 * every parameter, is written from the same {@link WantedObjects}; its logic is a fixed text that compares and then calls
 * New, Set, Enable, Disable or Remove.
 */
public final class ConnectScript {
    private ConnectScript() {}

    /** The whole script, with CRLF line ends and a byte order mark, as Windows PowerShell needs for other than ASCII. */
    public static String text(Stamp stamp, RoutingCode code, PlanOptions options, Organization organization) {
        String objects = WantedObjects.of(stamp, code, options).stream()
                .map(object -> object(object, "    "))
                .collect(Collectors.joining(",\n"));
        String text = template()
                .replace("{{ORGANIZATION_SHOWN}}", organization.domain())
                .replace("{{ORGANIZATION}}", PowerShell.quote(organization.domain()))
                .replace(
                        "{{TENANT}}",
                        PowerShell.quote(
                                organization.tenant().map(TenantId::toString).orElse("")))
                .replace("{{PREFIX}}", PowerShell.quote(options.prefix()))
                .replace("{{PILOT}}", PowerShell.quote(options.pilotGroup().orElse("")))
                .replace("{{MAIN_RULE}}", PowerShell.quote(Names.identify(options.prefix())))
                .replace("{{CERTIFICATE}}", PowerShell.quote(stamp.certificateName()))
                .replace("{{OWN_SERVERS}}", PowerShell.quote(parameter(options.ownServers())))
                .replace("{{RICH_TEXT_INSIDE}}", options.richTextInside() ? "$true" : "$false")
                .replace("{{RICH_TEXT_OFF}}", options.richTextOff() ? "$true" : "$false")
                .replace("{{OUTBOUND}}", quoted(Names.outboundConnectors(options.prefix())))
                .replace("{{SEND_ON_CONNECTOR}}", PowerShell.quote(Names.ownServers(options.prefix())))
                .replace("{{SEND_ON_RULE}}", object(WantedObjects.sendOnRule(options), ""))
                .replace("{{OWN_DOMAINS}}", PowerShell.quote(Names.ownDomains(options.prefix())))
                .replace("{{OBJECTS}}", objects);
        return "\ufeff" + text.replace("\n", "\r\n");
    }

    private static String parameter(PlanOptions.OwnServers choice) {
        return switch (choice) {
            case UNDECIDED -> "Undecided";
            case SEND_ON -> "SendOn";
            case LEAVE -> "Leave";
        };
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(PowerShell::quote).collect(Collectors.joining(", "));
    }

    private static String object(WantedObject object, String indent) {
        return text(object).indent(indent.length()).stripTrailing();
    }

    private static String text(WantedObject object) {
        String values = object.values().entrySet().stream()
                .filter(value -> !isPilot(object, value))
                .map(value -> "        " + value.getKey() + " = " + PowerShell.expression(value.getValue()) + "\n")
                .collect(Collectors.joining());
        String state = switch (object.initialState()) {
            case NONE -> "";
            case ENABLED -> "$true";
            case DISABLED -> "$false";
        };
        return "# " + object.purpose() + "\n"
                + "@{\n"
                + "    Noun = " + PowerShell.quote(object.kind().noun()) + "\n"
                + "    Name = " + PowerShell.quote(object.name()) + "\n"
                + (object.initialState() == InitialState.NONE ? "" : "    EnabledWhenNew = " + state + "\n")
                + "    Values = [ordered]@{\n" + values + "    }\n"
                + "}";
    }

    /** The group of the pilot comes from the script's own parameter. */
    private static boolean isPilot(WantedObject object, Map.Entry<String, Value> value) {
        return object.kind() == ObjectKind.TRANSPORT_RULE
                && List.of("FromMemberOf").contains(value.getKey());
    }

    private static String template() {
        try (InputStream file = ConnectScript.class.getResourceAsStream("connect.ps1")) {
            if (file == null) {
                throw new IllegalStateException("the program's file connect.ps1 is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
