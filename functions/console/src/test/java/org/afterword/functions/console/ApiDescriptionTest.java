package org.afterword.functions.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SigningRules;
import org.afterword.functions.console.http.Right;
import org.afterword.functions.console.http.Route;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.json.StoredJson;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ApiDescriptionTest {
    private static final ObjectNode DOCUMENT = ApiDescription.document();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    /** Where the host's own function answers, and not the table. */
    private static final Set<String> HEALTH = Set.of("GET /api/health");

    private static List<Route> routes() throws Exception {
        return new Office().api.routes().routes();
    }

    /** Method and address of each operation, with its security. */
    private static Map<String, Set<String>> described() {
        Map<String, Set<String>> described = new TreeMap<>();
        DOCUMENT.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> METHODS.contains(operation.getKey()))
                        .forEach(operation -> servers(path.getValue()).forEach(server -> {
                            Set<String> security = new TreeSet<>();
                            for (JsonNode way : operation.getValue().path("security")) {
                                security.add(way.isEmpty() ? "none" : names(way).getFirst());
                            }
                            described.put(
                                    operation.getKey().toUpperCase(Locale.ROOT) + " " + server + path.getKey(),
                                    security);
                        })));
        return described;
    }

    private static List<String> servers(JsonNode path) {
        return (path.has("servers") ? path.path("servers") : DOCUMENT.path("servers")).findValuesAsText("url");
    }

    /** By method and address: what is needed. */
    private static Map<String, Right> offered() throws Exception {
        Map<String, Right> offered = new TreeMap<>();
        for (Route route : routes()) {
            offered.put(route.method() + " /api/" + route.template(), route.right());
            if (route.right() != Right.NONE) {
                offered.put(route.method() + " /api/console/" + route.template(), route.right());
            }
        }
        return offered;
    }

    @Test
    void describesEveryRouteAndMethodThereIsAndNoOther() throws Exception {
        Set<String> there = new TreeSet<>(offered().keySet());
        there.addAll(HEALTH);
        assertThat(described().keySet()).containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void namesForEachRouteTheKeyAndTheSessionThatItNeeds() throws Exception {
        Map<String, Set<String>> described = described();
        offered().forEach((operation, right) -> {
            switch (right) {
                case NONE -> assertThat(described.get(operation)).as(operation).contains("none");
                case READ, CHANGE ->
                    assertThat(described.get(operation)).as(operation).containsExactly("functionKey", "session");
            }
        });
        assertThat(names(DOCUMENT.at("/components/securitySchemes"))).contains("functionKey", "session");
    }

    @Test
    void refersToNothingThatIsNotThere() {
        List<String> references = DOCUMENT.findValuesAsText("$ref");
        assertThat(references).isNotEmpty();
        assertThat(references)
                .allSatisfy(reference -> assertThat(
                                DOCUMENT.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
        assertThat(DOCUMENT.findValuesAsText("operationId")).doesNotHaveDuplicates();
    }

    @Test
    void describesTheFieldsThatAreThere() {
        assertThat(properties("Rule"))
                .containsExactlyInAnyOrderElementsOf(with(names(StoredJson.tree(Samples.ruleThatSaysAll())), "preset"));
        assertThat(properties("Senders"))
                .containsExactlyInAnyOrderElementsOf(
                        names(StoredJson.tree(Samples.ruleThatSaysAll()).path("senders")));
        assertThat(properties("Rules")).containsExactlyInAnyOrderElementsOf(names(StoredJson.tree(SigningRules.NONE)));
        assertThat(properties("Person"))
                .containsExactlyInAnyOrderElementsOf(
                        names(StoredJson.tree(new Person(MailAddress.of("a@contoso.example"), Map.of()))));
    }

    /** The sample of each request is sent, and has to be taken. */
    @TestFactory
    List<DynamicTest> takesTheSamples() {
        List<DynamicTest> tests = new ArrayList<>();
        DOCUMENT.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> METHODS.contains(operation.getKey())
                                && path.getKey().startsWith("/tenants"))
                        .forEach(operation -> operation
                                .getValue()
                                .at("/requestBody/content")
                                .properties()
                                .forEach(content -> tests.add(DynamicTest.dynamicTest(
                                        operation.getKey() + " " + path.getKey() + " " + content.getKey(),
                                        () -> send(
                                                path.getKey(),
                                                operation.getKey(),
                                                content.getKey(),
                                                content.getValue()))))));
        assertThat(tests).hasSizeGreaterThan(9);
        return tests;
    }

    private static void send(String path, String method, String contentType, JsonNode content) throws Exception {
        Office office = new Office().furnished();
        if (path.endsWith("{mail}")) {
            office.ask(
                            "DELETE",
                            "tenants/{tenant}/people/{mail}",
                            content.at("/example/mail").asText())
                    .match("*")
                    .byOperator();
        }
        JsonNode sample = content.path("example");
        String body = contentType.equals("message/rfc822")
                ? "From: anna@contoso.example\r\nTo: ben@fabrikam.example\r\n\r\nHello\r\n"
                : sample.isTextual() ? sample.textValue() : sample.toString();
        Office.Asked asked = office.ask(method.toUpperCase(Locale.ROOT), path.substring(1), item(path, sample))
                .header("content-type", contentType)
                .body(body);
        boolean creates = path.endsWith("{mail}") || path.endsWith("{id}");
        Office.Told told = (creates ? asked.absent() : asked.match("*")).byOperator();
        assertThat(told.status()).as(told.text()).isBetween(200, 299);
        assertThat(told.json().path("refused").asInt()).as(told.text()).isZero();
    }

    private static String item(String path, JsonNode sample) {
        return path.endsWith("{mail}") ? sample.path("mail").asText() : path.endsWith("{id}") ? "sample" : "";
    }

    private static List<String> properties(String schema) {
        return names(DOCUMENT.at("/components/schemas/" + schema + "/properties"));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> with(List<String> names, String more) {
        List<String> all = new ArrayList<>(names);
        all.add(more);
        return all;
    }
}
