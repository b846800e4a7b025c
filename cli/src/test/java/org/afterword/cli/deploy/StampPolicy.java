package org.afterword.cli.deploy;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.cli.deploy.BicepFolder.Declaration;

/** The rules that every stamp keeps, whatever Azure would allow. Each rule adds what breaks it, as a sentence. */
final class StampPolicy {
    private static final String MAIN = "main.bicep";
    private static final String ROLES = "modules/rbac.bicep";
    private static final String ALERTS = "modules/alerts.bicep";
    private static final String FUNCTIONS = "modules/functions.bicep";

    /** A property of a type that must have one of these values. */
    private record Demand(String type, String property, String... values) {}

    private static final List<Demand> DEMANDS = List.of(
            new Demand("Microsoft.Storage/storageAccounts", "publicNetworkAccess", "'Disabled'"),
            new Demand("Microsoft.Storage/storageAccounts", "allowBlobPublicAccess", "false"),
            new Demand("Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", "false"),
            new Demand("Microsoft.Storage/storageAccounts", "supportsHttpsTrafficOnly", "true"),
            new Demand("Microsoft.Storage/storageAccounts", "minimumTlsVersion", "'TLS1_2'", "'TLS1_3'"),
            new Demand("Microsoft.Storage/storageAccounts", "defaultAction", "'Deny'"),
            new Demand("Microsoft.Storage/storageAccounts/blobServices/containers", "publicAccess", "'None'"),
            new Demand("Microsoft.DocumentDB/databaseAccounts", "publicNetworkAccess", "'Disabled'"),
            new Demand("Microsoft.DocumentDB/databaseAccounts", "disableLocalAuth", "true"),
            new Demand("Microsoft.DocumentDB/databaseAccounts", "minimalTlsVersion", "'Tls12'"),
            new Demand("Microsoft.Web/sites", "httpsOnly", "true"),
            new Demand("Microsoft.Web/sites", "minTlsVersion", "'1.2'", "'1.3'"),
            new Demand("Microsoft.Web/sites", "scmMinTlsVersion", "'1.2'", "'1.3'"),
            new Demand("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "allow", "false"),
            new Demand("Microsoft.KeyVault/vaults", "enableRbacAuthorization", "true"),
            new Demand("Microsoft.KeyVault/vaults", "enablePurgeProtection", "true"),
            new Demand("Microsoft.KeyVault/vaults", "defaultAction", "'Deny'"),
            new Demand("Microsoft.ContainerRegistry/registries", "adminUserEnabled", "false"),
            new Demand("Microsoft.ContainerRegistry/registries", "anonymousPullEnabled", "false"),
            new Demand("Microsoft.Insights/components", "DisableLocalAuth", "true"),
            new Demand("Microsoft.OperationalInsights/workspaces", "disableLocalAuth", "true"),
            new Demand("Microsoft.Compute/virtualMachineScaleSets", "disablePasswordAuthentication", "true"),
            // What a first boot could not do, a restart does not do either.
            new Demand("Microsoft.Compute/virtualMachineScaleSets", "repairAction", "'Reimage'"));

    /** Azure keeps no tags on these. */
    private static final Set<String> WITHOUT_TAGS = Set.of(
            "Microsoft.Authorization/roleAssignments",
            "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments",
            "Microsoft.Insights/dataCollectionRuleAssociations",
            "Microsoft.Network/dnsZones/A",
            "Microsoft.Network/dnsZones/TXT",
            "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
            "Microsoft.Storage/storageAccounts/blobServices",
            "Microsoft.Storage/storageAccounts/blobServices/containers",
            "Microsoft.Storage/storageAccounts/managementPolicies",
            "Microsoft.Storage/storageAccounts/queueServices",
            "Microsoft.Storage/storageAccounts/queueServices/queues",
            "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
            "Microsoft.Web/sites/config");

    /** What each process cannot do without; the last word is the role's name in rbac.bicep. */
    private static final Map<String, List<String>> NEEDED_ROLES = Map.of(
            "gateway",
            List.of(
                    "roles.storageBlobDataContributor",
                    "roles.storageQueueDataMessageSender",
                    "roles.storageQueueDataReader",
                    "cosmosRoles.dataReader",
                    "roles.acrPull",
                    "roles.keyVaultSecretsUser"),
            "functions",
            List.of(
                    "roles.storageBlobDataContributor",
                    "roles.storageQueueDataContributor",
                    "cosmosRoles.dataContributor",
                    "role",
                    "roles.keyVaultSecretsUser",
                    "roles.monitoringMetricsPublisher"));

    /** Owner, Contributor, User Access Administrator, Role Based Access Control Administrator. */
    private static final List<String> TOO_MUCH = List.of(
            "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
            "b24988ac-6180-42a0-ab88-20f7382dd24c",
            "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
            "f58310d9-a9f6-439a-9e8d-f62e7b41a168");

    private static final Pattern OUTPUT = Pattern.compile("(?m)^output\\s+(\\w+)\\s+.*$");
    private static final Pattern SECRET = Pattern.compile(
            "(?i)(list\\w*\\(|\\bkeys?\\b|\\w*(access|primary|shared|account)key\\w*|password|secret(?!s?name)|connectionstring|instrumentationkey|\\bsas\\b)");
    private static final Pattern LIST_KEYS =
            Pattern.compile("(?i)\\blist(keys|secrets|credentials|connectionstrings|\\w*sas)\\s*\\(");

    /** Both compilers, a bound of the heap, and an end where there is no memory; Java takes the later of two values. */
    private static final List<String> JAVA_ARGUMENTS =
            List.of("-XX:TieredStopAtLevel=4", "-XX:MaxRAMPercentage=", "-XX:+ExitOnOutOfMemoryError");

    private static final Pattern LIFECYCLE = Pattern.compile("daysAfterModificationGreaterThan: ([^ }]+) \\+ (\\d+)");

    private final BicepFolder folder;
    private final List<String> breaches = new ArrayList<>();

    private StampPolicy(BicepFolder folder) {
        this.folder = folder;
    }

    /** What breaks the rules; empty if nothing does. */
    static List<String> breaches(BicepFolder folder) {
        StampPolicy policy = new StampPolicy(folder);
        policy.demandValues();
        policy.keepKeysInside();
        policy.nameRoleAssignments();
        policy.giveWhatIsNeeded();
        policy.tagEverything();
        policy.openPort25ToExchangeOnly();
        policy.reachEveryModule();
        policy.alertWithoutTheAgent();
        policy.runJavaAtItsBest();
        policy.deleteLaterThanTheSweeper();
        return policy.breaches;
    }

    private void demandValues() {
        for (Declaration resource : folder.resources()) {
            if (resource.existing()) {
                continue;
            }
            for (Demand demand : DEMANDS) {
                if (resource.fullType().equals(demand.type())
                        && Arrays.stream(demand.values()).noneMatch(value -> resource.has(demand.property(), value))) {
                    breaches.add("%s must have %s: %s"
                            .formatted(resource.where(), demand.property(), String.join(" or ", demand.values())));
                }
            }
        }
        for (Demand demand : DEMANDS) {
            if (folder.resources().stream()
                    .noneMatch(resource -> resource.fullType().equals(demand.type()))) {
                breaches.add("no " + demand.type() + " was found, so nothing about it was checked");
            }
        }
    }

    private void keepKeysInside() {
        folder.files().forEach((file, text) -> {
            String code = BicepFolder.blankComments(text);
            if (LIST_KEYS.matcher(code).find()) {
                breaches.add(file + " asks for a key; identities have roles instead");
            }
            Matcher outputs = OUTPUT.matcher(code);
            while (outputs.find()) {
                if (SECRET.matcher(outputs.group()).find()) {
                    breaches.add(file + ": output " + outputs.group(1) + " gives a key away");
                }
            }
        });
    }

    private void nameRoleAssignments() {
        for (Declaration resource : folder.resources()) {
            if (!resource.type().toLowerCase(Locale.ROOT).endsWith("roleassignments")) {
                continue;
            }
            if (!resource.file().equals(ROLES)) {
                breaches.add(resource.where() + " gives a role outside of " + ROLES);
            }
            // guid(scope, principal, role): the same assignment has the same name whenever it is deployed.
            if (!resource.value("name").matches("guid\\([\\w.:]+, [\\w.]+, [\\w.]+\\)")) {
                breaches.add(resource.where() + " must be named guid(scope, principal, role)");
            }
        }
        folder.files().forEach((file, text) -> {
            for (String role : TOO_MUCH) {
                if (text.contains(role)) {
                    breaches.add(file + " gives the role " + role + ", which may do far more than handle mail");
                }
            }
        });
    }

    private void giveWhatIsNeeded() {
        NEEDED_ROLES.forEach((who, roles) -> {
            Set<String> given = new TreeSet<>();
            for (Declaration resource : folder.resources()) {
                String name = resource.value("name");
                boolean both = resource.body().contains("principalId: principalId");
                if (resource.file().equals(ROLES)
                        && (name.contains(", " + who + ".principalId") || both && name.startsWith("guid("))) {
                    given.add(name.substring(name.lastIndexOf(", ") + 2, name.length() - 1));
                }
            }
            for (String role : roles) {
                if (!given.contains(role)) {
                    breaches.add(ROLES + ": " + who + " has not the role " + role + " that it needs");
                }
            }
        });
    }

    private void tagEverything() {
        for (Declaration resource : folder.resources()) {
            if (!resource.existing()
                    && !WITHOUT_TAGS.contains(resource.fullType())
                    && !resource.value("tags").matches("tags|union\\(tags, .*\\)")) {
                breaches.add(resource.where() + " carries no tags");
            }
        }
    }

    private void openPort25ToExchangeOnly() {
        Pattern rule = Pattern.compile("name: '(\\w+)'\\s+properties: \\{([^}]*)}");
        for (Declaration resource : folder.resources()) {
            Matcher rules = rule.matcher(resource.body());
            while (resource.type().equals("Microsoft.Network/networkSecurityGroups") && rules.find()) {
                String properties = requireNonNull(rules.group(2));
                if (properties.contains("access: 'Allow'")
                        && properties.contains("direction: 'Inbound'")
                        && covers25(properties)
                        && !properties.contains("sourceAddressPrefixes: exchangeOnlineRanges")) {
                    breaches.add(
                            resource.where() + ": " + rules.group(1) + " opens port 25 to others than Exchange Online");
                }
            }
        }
        folder.files().forEach((file, text) -> {
            if (Pattern.compile("'(0\\.0\\.0\\.0/\\d|::/0|Internet/|\\d+\\.\\d+\\.\\d+\\.\\d+/[0-9])'")
                    .matcher(text)
                    .find()) {
                breaches.add(file + " names a range of addresses that is too wide to be Exchange Online's");
            }
        });
    }

    /** Whether a rule's destination ports hold 25. */
    private static boolean covers25(String properties) {
        Matcher line = Pattern.compile("destinationPortRanges?:([^\\n]*)").matcher(properties);
        if (!line.find()) {
            return true;
        }
        Matcher ports = Pattern.compile("'(\\*|\\d+(?:-\\d+)?)'").matcher(requireNonNull(line.group(1)));
        while (ports.find()) {
            String[] ends = requireNonNull(ports.group(1)).split("-");
            if (ends[0].equals("*")
                    || Integer.parseInt(ends[0]) <= 25 && 25 <= Integer.parseInt(ends[ends.length - 1])) {
                return true;
            }
        }
        return false;
    }

    private void reachEveryModule() {
        Set<String> reached = folder.reachedFrom(MAIN);
        for (String file : folder.files().keySet()) {
            if (file.endsWith(".bicep") && !reached.contains(file)) {
                breaches.add(file + " is not reached from " + MAIN);
            }
        }
    }

    /** Metrics come by an agent that may not start; the host's own logs and the gateways' need none. */
    private void alertWithoutTheAgent() {
        folder.text(ALERTS)
                .lines()
                .map(String::strip)
                .filter(line -> line.contains("AppMetrics |"))
                .forEach(line -> {
                    if (!line.contains("(AppTraces |") && !line.contains("(Syslog |")) {
                        breaches.add(ALERTS + " has a query that reads AppMetrics alone: " + line);
                    }
                });
    }

    private void runJavaAtItsBest() {
        Matcher arguments =
                Pattern.compile("(?m)^var javaArguments = '([^']*)'$").matcher(folder.text(FUNCTIONS));
        String given = arguments.find() ? requireNonNull(arguments.group(1)) : "";
        for (String argument : JAVA_ARGUMENTS) {
            if (!given.contains(argument)
                    || given.lastIndexOf("-XX:TieredStopAtLevel=") != given.indexOf("-XX:TieredStopAtLevel=")) {
                breaches.add(FUNCTIONS + ": workers need the argument " + argument + ", once");
            }
        }
        String app = BicepFolder.blankComments(folder.text(FUNCTIONS));
        for (String setting : List.of("languageWorkers__java__arguments", "JAVA_OPTS")) {
            if (!app.contains(setting + ": javaArguments")) {
                breaches.add(FUNCTIONS + ": " + setting + " does not hold the workers' arguments");
            }
        }
        if (Pattern.compile("\\b(AzureWebJobsStorage|AfterwordStorage):")
                .matcher(app)
                .find()) {
            breaches.add(FUNCTIONS + ": a connection stands beside the identity's settings");
        }
    }

    /** What is kept aside for the days of a setting must not be deleted by Azure before. */
    private void deleteLaterThanTheSweeper() {
        Matcher rule = LIFECYCLE.matcher(folder.text("modules/storage.bicep"));
        if (!rule.find()
                || !"keepAsideDays".equals(rule.group(1))
                || Integer.parseInt(requireNonNull(rule.group(2))) <= 7
                || !folder.text("modules/region.bicep").contains("AFTERWORD_KEEP_ASIDE_DAYS: string(keepAsideDays)")) {
            breaches.add(
                    "modules/storage.bicep: Azure's deletion must follow from AFTERWORD_KEEP_ASIDE_DAYS, a week later");
        }
    }
}
