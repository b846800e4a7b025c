package org.afterword.functions.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.afterword.functions.console.ApiDescription;
import org.afterword.functions.console.Office;
import org.afterword.functions.console.http.Right;
import org.afterword.functions.console.http.Route;
import org.junit.jupiter.api.Test;

/** What the host is told about HTTP, against the table of routes behind it. */
class TriggersTest {

    /** By function. */
    private static final Map<String, HttpTrigger> TRIGGERS = triggers();

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
        assertThat(triggers).isNotEmpty();
        return triggers;
    }

    private static Stream<HttpTrigger> trigger(Method method) {
        return Arrays.stream(method.getParameterAnnotations())
                .<Annotation>flatMap(Arrays::stream)
                .filter(HttpTrigger.class::isInstance)
                .map(HttpTrigger.class::cast);
    }

    /** Which functions the host may call for a path. A route is a literal, or one with the rest of the path. */
    private static List<String> functions(String path) {
        return TRIGGERS.entrySet().stream()
                .filter(trigger -> {
                    String route = trigger.getValue().route();
                    String base = route.replace("/{*path}", "");
                    return path.equals(base) || !base.equals(route) && path.startsWith(base + "/");
                })
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void callsOneFunctionForEachRouteOfTheTable() throws Exception {
        Map<String, String> called = new HashMap<>();
        for (Route route : new Office().api.routes().routes()) {
            for (String path : paths(route)) {
                List<String> functions = functions(path);
                assertThat(functions).as(path).hasSize(1);
                HttpTrigger trigger = Objects.requireNonNull(TRIGGERS.get(functions.getFirst()));
                boolean withKey = route.right() != Right.NONE && !path.startsWith("console/");
                assertThat(trigger.authLevel())
                        .as(path)
                        .isEqualTo(withKey ? AuthorizationLevel.FUNCTION : AuthorizationLevel.ANONYMOUS);
                assertThat(trigger.methods()).as(path).extracting(Enum::name).contains(route.method());
                called.put(functions.getFirst(), path);
            }
        }
        called.put("Health", "health");
        assertThat(functions("health")).containsExactly("Health");
        assertThat(called.keySet()).containsExactlyInAnyOrderElementsOf(TRIGGERS.keySet());
    }

    private static List<String> paths(Route route) {
        return route.right() == Right.NONE
                ? List.of(route.template())
                : List.of(route.template(), "console/" + route.template());
    }

    /** Azure Functions host: "The specified route conflicts with one or more built in routes." */
    @Test
    void leavesTheHostItsOwnRoutes() {
        assertThat(TRIGGERS.values())
                .extracting(trigger -> trigger.route().toLowerCase(Locale.ROOT))
                .noneMatch(route -> route.startsWith("admin") || route.startsWith("runtime"));
    }

    @Test
    void describesTheFunctionsThatHaveOnlyOneOperation() {
        List<String> operations = ApiDescription.document().findValuesAsText("operationId");
        assertThat(operations).containsAll(Set.of("Health", "OpenApi", "ConnectPage"));
        assertThat(TRIGGERS).containsKeys("Health", "OpenApi", "ConnectPage");
    }
}
