package org.afterword.functions.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SigningRules;
import org.afterword.functions.console.ApiDescription;
import org.afterword.functions.console.Office;
import org.afterword.functions.console.connect.ConnectApi;
import org.afterword.functions.console.http.AdminResource;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.json.StoredJson;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ApiDescriptionTest {
    private static final ObjectNode DOCUMENT = ApiDescription.document();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    /** The triggers of all functions, by function. */
    private static Map<String, HttpTrigger> triggers() {
        Map<String, HttpTrigger> triggers = new TreeMap<>();
        new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.afterword.functions")
                        .stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.isAnnotatedWith(FunctionName.class))
                        .map(JavaMethod::reflect)
                        .forEach(method -> trigger(method)
                                .forEach(found -> triggers.put(
                                        method.getAnnotation(FunctionName.class).value(), found)));
        return triggers;
    }

    private static Stream<HttpTrigger> trigger(Method method) {
        return Arrays.stream(method.getParameterAnnotations())
                .<Annotation>flatMap(Arrays::stream)
                .filter(HttpTrigger.class::isInstance)
                .map(HttpTrigger.class::cast);
    }

    private static Set<String> routes(AuthorizationLevel level) {
        Set<String> routes = new TreeSet<>();
        triggers().values().stream()
                .filter(trigger -> trigger.authLevel() == level)
                .forEach(trigger ->
                        Arrays.stream(trigger.methods()).forEach(method -> routes.add(method + " " + trigger.route())));
        return routes;
    }

    @Test
    void describesEveryRouteAndMethodThereIsAndNoOther() {
        Set<String> described = new TreeSet<>();
        DOCUMENT.path("paths").properties().forEach(path -> {
            JsonNode servers =
                    path.getValue().has("servers") ? path.getValue().path("servers") : DOCUMENT.path("servers");
            for (JsonNode server : servers) {
                String prefix = server.path("url").asText().replaceFirst("^/api/?", "");
                path.getValue().fieldNames().forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        described.add(method.toUpperCase(Locale.ROOT) + " " + prefix
                                + (prefix.isEmpty() ? path.getKey().substring(1) : path.getKey()));
                    }
                });
            }
        });
        Set<String> there = new TreeSet<>(routes(AuthorizationLevel.ANONYMOUS));
        there.addAll(routes(AuthorizationLevel.FUNCTION));
        assertThat(described).containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void hasForEachRouteWithAKeyOneWithASession() {
        List<String> withSession = routes(AuthorizationLevel.FUNCTION).stream()
                .map(route -> route.replace(" ", " console/"))
                .toList();
        assertThat(withSession).isNotEmpty();
        assertThat(routes(AuthorizationLevel.ANONYMOUS)).containsAll(withSession);
    }

    /** Azure Functions host: "The specified route conflicts with one or more built in routes." */
    @Test
    void leavesTheHostItsOwnRoutes() {
        assertThat(triggers().values())
                .extracting(trigger -> trigger.route().toLowerCase(Locale.ROOT))
                .noneMatch(route -> route.startsWith("admin") || route.startsWith("runtime"));
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
        assertThat(properties("AdminRule"))
                .containsExactlyInAnyOrderElementsOf(with(names(StoredJson.tree(Samples.ruleThatSaysAll())), "preset"));
        assertThat(properties("AdminSenders"))
                .containsExactlyInAnyOrderElementsOf(
                        names(StoredJson.tree(Samples.ruleThatSaysAll()).path("senders")));
        assertThat(properties("AdminRules"))
                .containsExactlyInAnyOrderElementsOf(names(StoredJson.tree(SigningRules.NONE)));
        assertThat(properties("AdminPerson"))
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
                            AdminResource.PERSON,
                            content.at("/example/mail").asText())
                    .match("*")
                    .byOperator();
        }
        JsonNode sample = content.path("example");
        String body = contentType.equals("message/rfc822")
                ? "From: anna@contoso.example\r\nTo: ben@fabrikam.example\r\n\r\nHello\r\n"
                : sample.isTextual() ? sample.textValue() : sample.toString();
        Office.Asked asked = office.ask(method.toUpperCase(Locale.ROOT), resource(path), item(path, sample))
                .header("content-type", contentType)
                .body(body);
        boolean creates = path.endsWith("{mail}") || path.endsWith("{id}");
        Office.Told told = (creates ? asked.absent() : asked.match("*")).byOperator();
        assertThat(told.status()).as(told.text()).isBetween(200, 299);
        assertThat(told.json().path("refused").asInt()).as(told.text()).isZero();
    }

    private static AdminResource resource(String path) {
        return switch (path.replaceFirst("^/tenants(/\\{tenant\\})?/?", "")) {
            case "" -> path.endsWith("}") ? AdminResource.TENANT : AdminResource.TENANTS;
            case "people" -> AdminResource.PEOPLE;
            case "people/{mail}" -> AdminResource.PERSON;
            case "templates" -> AdminResource.TEMPLATES;
            case "templates/{id}" -> AdminResource.TEMPLATE;
            case "rules" -> AdminResource.RULES;
            case "preview" -> AdminResource.PREVIEW;
            case "explain" -> AdminResource.EXPLAIN;
            case "traces" -> AdminResource.TRACES;
            default -> throw new AssertionError("an unknown path: " + path);
        };
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

    @Test
    void namesTheFunctionsOfTheConnectPageInItsDescription() throws IOException {
        String document;
        try (InputStream file = ConnectApi.class.getResourceAsStream("openapi.json")) {
            document = StoredJson.text(StoredJson.read(new String(file.readAllBytes(), UTF_8), JsonNode.class));
        }
        List<String> functions = Arrays.stream(ConnectPage.class.getMethods())
                .filter(method -> method.isAnnotationPresent(FunctionName.class))
                .map(method -> method.getAnnotation(FunctionName.class).value())
                .toList();
        assertThat(functions)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(document).contains("\"operationId\":\"" + name + "\""));
    }
}
