package org.afterword.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the stamp to its rules, and the rules to finding what breaks them. */
class StampPolicyTest {
    private static final Path FOLDER = Path.of("..", "infra-bicep");
    private static final BicepFolder STAMP = BicepFolder.read(FOLDER);

    /** A mistake: in one file, the first text became the second. */
    record Mistake(String what, String file, String from, String to, String finding) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Mistake> mistakes() {
        return List.of(
                new Mistake(
                        "storage with a public door",
                        "modules/storage.bicep",
                        "publicNetworkAccess: 'Disabled'",
                        "publicNetworkAccess: 'Enabled'",
                        "accounts must have publicNetworkAccess: 'Disabled'"),
                new Mistake(
                        "a container that anybody can list",
                        "modules/storage.bicep",
                        "name: 'mail'\n    properties: { publicAccess: 'None' }",
                        "name: 'mail'\n    properties: { publicAccess: 'Container' }",
                        "mail must have publicAccess: 'None'"),
                new Mistake(
                        "shared keys",
                        "modules/storage.bicep",
                        "allowSharedKeyAccess: false",
                        "// allowSharedKeyAccess: false",
                        "accounts must have allowSharedKeyAccess: false"),
                new Mistake(
                        "old TLS",
                        "modules/storage.bicep",
                        "'TLS1_2'",
                        "'TLS1_0'",
                        "accounts must have minimumTlsVersion: 'TLS1_2' or 'TLS1_3'"),
                new Mistake(
                        "Cosmos DB with a public door",
                        "modules/cosmos.bicep",
                        "publicNetworkAccess: 'Disabled'",
                        "publicNetworkAccess: 'Enabled'",
                        "account must have publicNetworkAccess: 'Disabled'"),
                new Mistake(
                        "Cosmos DB with keys",
                        "modules/cosmos.bicep",
                        "disableLocalAuth: true",
                        "disableLocalAuth: false",
                        "account must have disableLocalAuth: true"),
                new Mistake(
                        "a web door without TLS",
                        "modules/functions.bicep",
                        "httpsOnly: true",
                        "httpsOnly: false",
                        "app must have httpsOnly: true"),
                new Mistake(
                        "a key in an output",
                        "modules/monitoring.bicep",
                        "output insightsName string = insights.name",
                        "output insightsName string = insights.properties.ConnectionString",
                        "output insightsName gives a key away"),
                new Mistake(
                        "a key in a setting",
                        "modules/functions.bicep",
                        "AfterwordStorage__credential: 'managedidentity'",
                        "AfterwordStorage: insights.listKeys().keys[0].value",
                        "asks for a key"),
                new Mistake(
                        "a role assignment with a name of its own",
                        "modules/rbac.bicep",
                        "name: guid(registry.id, gateway.principalId, roles.acrPull)",
                        "name: 'f0bd0c0e-5a51-4d35-9f3b-111111111111'",
                        "gatewayPullsImage must be named guid(scope, principal, role)"),
                new Mistake(
                        "a role outside of the roles' file",
                        "modules/storage.bicep",
                        "// No soft delete",
                        """
                        resource sneaky 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
                          name: guid(a.id, b.id, c)
                        }
                        // No soft delete""",
                        "sneaky gives a role outside of"),
                new Mistake(
                        "a missing role",
                        "modules/rbac.bicep",
                        "gateway.principalId, roles.storageQueueDataMessageSender",
                        "gateway.principalId, roles.storageQueueDataReader",
                        "gateway has not the role roles.storageQueueDataMessageSender"),
                new Mistake(
                        "a role that may do anything",
                        "modules/rbac.bicep",
                        "7f951dda-4ed3-4680-a7ca-43fe172d538d",
                        "b24988ac-6180-42a0-ab88-20f7382dd24c",
                        "which may do far more than handle mail"),
                new Mistake(
                        "a resource without tags",
                        "modules/vault.bicep",
                        "location: location\n  tags: tags",
                        "location: location",
                        "vault carries no tags"),
                new Mistake(
                        "port 25 open to all",
                        "modules/network.bicep",
                        "sourceAddressPrefixes: exchangeOnlineRanges",
                        "sourceAddressPrefix: '*'",
                        "AllowMailFromExchangeOnline opens port 25"),
                new Mistake(
                        "port 25 within an open range of ports",
                        "modules/network.bicep",
                        "destinationPortRange: '8080'",
                        "destinationPortRange: '1-8080'",
                        "AllowHealthProbe opens port 25"),
                new Mistake(
                        "a range that is the whole world",
                        "main.bicep",
                        "'52.100.0.0/14'",
                        "'0.0.0.0/0'",
                        "too wide to be Exchange Online's"),
                new Mistake(
                        "an alert that hangs on the agent",
                        "modules/alerts.bicep",
                        "'Syslog | where SyslogMessage has \"a domain that the record of tenant\"'",
                        "'AppMetrics | where Name == \"domain.unknown\"'",
                        "reads AppMetrics alone"),
                new Mistake(
                        "the first compiler only",
                        "modules/functions.bicep",
                        "-XX:TieredStopAtLevel=4",
                        "-XX:TieredStopAtLevel=1",
                        "workers need the argument -XX:TieredStopAtLevel=4"),
                new Mistake(
                        "a compiler that a later argument takes back",
                        "modules/functions.bicep",
                        "-XX:+ExitOnOutOfMemoryError'",
                        "-XX:+ExitOnOutOfMemoryError -XX:TieredStopAtLevel=1'",
                        "workers need the argument -XX:TieredStopAtLevel=4, once"),
                new Mistake(
                        "a worker that lives on without memory",
                        "modules/functions.bicep",
                        " -XX:+ExitOnOutOfMemoryError",
                        "",
                        "workers need the argument -XX:+ExitOnOutOfMemoryError"),
                new Mistake(
                        "arguments that one plan does not get",
                        "modules/functions.bicep",
                        "  JAVA_OPTS: javaArguments",
                        "  JAVA_OPTIONS: javaArguments",
                        "JAVA_OPTS does not hold"),
                new Mistake(
                        "a connection beside the identity",
                        "modules/functions.bicep",
                        "AzureWebJobsStorage__credential: 'managedidentity'",
                        "AzureWebJobsStorage: 'UseDevelopmentStorage=true'",
                        "a connection stands beside"),
                new Mistake(
                        "a deletion of Azure's own",
                        "modules/storage.bicep",
                        "daysAfterModificationGreaterThan: keepAsideDays + 35",
                        "daysAfterModificationGreaterThan: 7",
                        "Azure's deletion must follow from"),
                new Mistake(
                        "a deletion on the same day",
                        "modules/storage.bicep",
                        "keepAsideDays + 35",
                        "keepAsideDays + 5",
                        "Azure's deletion must follow from"),
                new Mistake(
                        "a restart of a machine that was born dead",
                        "modules/gateway.bicep",
                        "repairAction: 'Reimage'",
                        "repairAction: 'Restart'",
                        "machines must have repairAction: 'Reimage'"),
                new Mistake(
                        "a module that nothing deploys",
                        "main.bicep",
                        "'modules/alerts.bicep'",
                        "'modules/workbook.bicep'",
                        "modules/alerts.bicep is not reached from main.bicep"));
    }

    @Test
    void stampKeepsTheRules() {
        assertThat(StampPolicy.breaches(STAMP)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void findsMistake(Mistake mistake) {
        BicepFolder wrong = STAMP.with(mistake.file(), mistake.from(), mistake.to());

        assertThat(StampPolicy.breaches(wrong))
                .anySatisfy(breach -> assertThat(breach).contains(mistake.finding()));
    }

    @Test
    void everyGeographyHasAParametersFileWithItsOwnRegion() {
        Matcher geographies = Pattern.compile("(?m)^  \\| '([A-Z]{3})'").matcher(STAMP.text("main.bicep"));
        List<String> codes = geographies.results().map(found -> found.group(1)).toList();

        assertThat(codes).hasSize(19);
        assertThat(codes.stream().map(StampPolicyTest::regionOf)).doesNotHaveDuplicates();
    }

    private static String regionOf(String geography) {
        String file = "parameters/" + geography.toLowerCase(Locale.ROOT) + ".bicepparam";
        assertThat(STAMP.files()).containsKey(file);
        assertThat(STAMP.text(file)).contains("param geography = '" + geography + "'");
        Matcher region = Pattern.compile("(?m)^param location = '([a-z0-9]+)'").matcher(STAMP.text(file));
        assertThat(region.find()).isTrue();
        return region.group(1);
    }

    @Test
    void cloudInitHasNoBlankThatIsNotFilledIn() throws IOException {
        String template = Files.readString(FOLDER.resolve("gateway/cloud-init.yaml"));
        List<String> blanks = Pattern.compile("\\{\\{(\\w+)}}")
                .matcher(template)
                .results()
                .map(found -> found.group(1))
                .toList();
        String module = STAMP.text("modules/gateway.bicep");
        String filled = module.substring(module.indexOf("var filled"), module.indexOf("var cloudInit"));

        assertThat(Pattern.compile("(?m)^  (\\w+):").matcher(filled).results().map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(blanks);
    }
}
