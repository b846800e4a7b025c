package org.afterword.functions.onboarding.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.PowerShell;
import org.afterword.functions.onboarding.plan.ObjectKind;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.plan.TenantReader;
import org.afterword.functions.onboarding.worker.SimulatedTenant;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The script and the plan must do the same: their cmdlets and parameters are compared. */
class ConnectScriptTest {
    private static final Pattern OBJECT = Pattern.compile(
            "    @\\{\n        Noun = '(\\w+)'\n        Name = '([^\n]+)'\n(?:        EnabledWhenNew = (\\S+)\n)?"
                    + "        Values = \\[ordered]@\\{\n(.*?)        }\n    }",
            Pattern.DOTALL);
    private static final Pattern VALUE = Pattern.compile("^ {12}(\\w+) = (.+)$", Pattern.MULTILINE);
    private static final Pattern SWITCH_CASE =
            Pattern.compile("^ {8}'([A-Z]\\w+-\\w+)' \\{ (\\S+) ", Pattern.MULTILINE);

    private static final Organization CONTOSO = new Organization("contoso.onmicrosoft.com", Optional.empty());

    static List<PlanOptions> options() {
        return List.of(
                PlanOptions.usual(),
                PlanOptions.usual().withRecallExceptions(true).withRichTextOff(false),
                PlanOptions.usual().withSizeLimit(4096).withPrefix("Contoso's mail".replace("'", "")));
    }

    private static String script(PlanOptions options) {
        return ConnectScript.text(SimulatedTenant.STAMP, SimulatedTenant.CODE, options, CONTOSO)
                .replace("\r\n", "\n");
    }

    /** What the script calls in a tenant that has nothing yet: its own rules, applied to its own data. */
    private static List<String> calls(String script) {
        List<String> calls = new ArrayList<>();
        Matcher object = OBJECT.matcher(script);
        while (object.find()) {
            Map<String, String> parameters = new LinkedHashMap<>();
            boolean exists = object.group(1).equals("RemoteDomain");
            parameters.put(exists ? "Identity" : "Name", "'" + object.group(2) + "'");
            Matcher value = VALUE.matcher(object.group(4));
            while (value.find()) {
                parameters.put(value.group(1), value.group(2));
            }
            if (object.group(3) != null) {
                parameters.put("Enabled", object.group(3));
            }
            calls.add((exists ? "Set-" : "New-") + object.group(1) + " " + parameters);
        }
        return calls;
    }

    private static String call(Cmdlet cmdlet) {
        return cmdlet.name() + " "
                + cmdlet.parameters().entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + PowerShell.expression(parameter.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    @ParameterizedTest
    @MethodSource("options")
    void callsTheSameCmdletsWithTheSameParametersAsThePlan(PlanOptions options) throws Exception {
        try (SimulatedTenant tenant = new SimulatedTenant()) {
            List<String> plan = tenant.plan(TenantReader.read(tenant.exchange), options).cmdlets().stream()
                    .map(ConnectScriptTest::call)
                    .toList();

            assertThat(calls(script(options))).isEqualTo(plan);
        }
    }

    /** What depends on the tenant is read by the script itself; that rule alone is always the same. */
    @Test
    void sendsSignedMailOnByTheSameRuleAsThePlan() throws Exception {
        PlanOptions options = PlanOptions.usual().withOwnServers(PlanOptions.OwnServers.SEND_ON);
        try (SimulatedTenant tenant = new SimulatedTenant()) {
            tenant.objects.centralizedMailTransport("To our servers", "mail.contoso.com");
            List<Cmdlet> plan = tenant.plan(TenantReader.read(tenant.exchange), options).cmdlets().stream()
                    .filter(cmdlet -> cmdlet.toString().contains("to your own servers"))
                    .toList();

            assertThat(plan).hasSize(2);
            String script = script(options);
            plan.getLast()
                    .parameters()
                    .forEach((name, value) -> assertThat(script)
                            .contains("    " + (name.equals("Enabled") ? "EnabledWhenNew" : name) + " = "
                                    + PowerShell.expression(value) + "\n"));
            assertThat(script).contains("[string] $OwnServers = 'SendOn'");
            plan.getFirst()
                    .parameters()
                    .keySet()
                    .forEach(name -> assertThat(script).contains(name));
        }
    }

    @Test
    void knowsEveryCmdletThatAPlanCanCall() throws Exception {
        Set<String> plans = new TreeSet<>();
        try (SimulatedTenant tenant = new SimulatedTenant()) {
            tenant.objects.gateway("Afterword outbound", "old.contoso.com");
            tenant.connect(PlanOptions.usual().withRichTextInside(true));
            tenant.enable(PlanOptions.usual());
            tenant.remove();
            plans.addAll(tenant.changes());
        }
        Set<String> script = new TreeSet<>();
        Matcher cases = SWITCH_CASE.matcher(script(PlanOptions.usual()));
        while (cases.find()) {
            assertThat(cases.group(2)).isEqualTo(cases.group(1));
            script.add(cases.group(1));
        }

        assertThat(plans).isNotEmpty();
        assertThat(script).containsAll(plans).contains("Enable-OrganizationCustomization");
    }

    @Test
    void knowsItsOwnObjectsByTheSameMarksAsThePlan() {
        for (ObjectKind kind : ObjectKind.values()) {
            if (!kind.mark().isEmpty()) {
                assertThat(script(PlanOptions.usual()))
                        .contains("    " + kind.noun() + " = '" + kind.mark() + "'\n")
                        .contains("            " + kind.mark() + " = ");
            }
        }
    }

    @Test
    void readsWithTheSameCmdletsAsThePlan() {
        assertThat(TenantReader.cmdlets())
                .isNotEmpty()
                .allSatisfy(cmdlet -> assertThat(script(PlanOptions.usual())).contains(cmdlet.name()));
    }

    /** An organisation can have hundreds of accepted domains, and a remote domain for each. */
    @Test
    void readsAllRemoteDomainsOnce() {
        assertThat(script(PlanOptions.usual().withRichTextInside(true)).split("@\\(Get-RemoteDomain ", -1))
                .hasSize(2);
    }

    @Test
    void setsRemoteDomainsBackByWhatItKeptWhenTheyAreNotChosenAnyMore() {
        String script = script(PlanOptions.usual());

        assertThat(script.substring(script.indexOf("$unwantedDomains ="), script.indexOf("{ Set-Wanted $object }")))
                .containsSubsequence(
                        "foreach ($domain in $unwantedDomains)",
                        "Find-Kept $known 'RemoteDomain' $domain",
                        "Restore-Before 'RemoteDomain' $domain $known");
    }

    @Test
    void hasTheSwitchesOfThePage() {
        assertThat(script(PlanOptions.usual().withPilotGroup("pilot@contoso.com")))
                .contains("SupportsShouldProcess = $true")
                .contains("[string] $Pilot = 'pilot@contoso.com'")
                .contains("[switch] $Enable")
                .contains("[switch] $Disable")
                .contains("[switch] $Remove")
                .doesNotContain("{{");
    }

    @Test
    void knowsTheOrganizationThatItIsFor() {
        String tenant = "0b8f2a4e-6d1c-4a57-9e30-5c2d7f1a8b64";

        assertThat(script(PlanOptions.usual()))
                .contains("$organizationDomain = 'contoso.onmicrosoft.com'\n$organizationTenant = ''\n");
        assertThat(ConnectScript.text(
                        SimulatedTenant.STAMP,
                        SimulatedTenant.CODE,
                        PlanOptions.usual(),
                        new Organization("contoso.com", Optional.of(TenantId.of(tenant)))))
                .contains("$organizationDomain = 'contoso.com'\r\n$organizationTenant = '" + tenant + "'\r\n");
    }

    @Test
    void expandsNothingInATextThatAnAdministratorChose() {
        assertThat(PowerShell.quote("a'b’c$(whoami)")).isEqualTo("'a''b’’c$(whoami)'");
    }
}
