package org.afterword.functions.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.functions.annotation.FunctionName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the packaged app as the Functions host does. Runs after the package phase. */
class FunctionAppPackageIT {
    private static final Path APP = Path.of(System.getProperty("function-app.directory"));
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void holdsAFolderForEachFunctionAndNoOther() throws IOException {
        TreeSet<String> folders = new TreeSet<>();
        try (Stream<Path> entries = Files.list(APP)) {
            entries.filter(Files::isDirectory)
                    .forEach(folder -> folders.add(folder.getFileName().toString()));
        }
        folders.remove("lib");
        assertThat(folders)
                .containsExactlyElementsOf(new TreeSet<>(functionsInCode().keySet()));
    }

    @Test
    void pointsEachFunctionAtItsMethodInTheStagedJar() throws IOException {
        for (Map.Entry<String, Method> function : functionsInCode().entrySet()) {
            JsonNode config = JSON.readTree(
                    APP.resolve(function.getKey()).resolve("function.json").toFile());
            Method method = function.getValue();
            assertThat(config.get("entryPoint").asText())
                    .isEqualTo(method.getDeclaringClass().getName() + "." + method.getName());
            Path jar = APP.resolve(function.getKey())
                    .resolve(config.get("scriptFile").asText());
            assertThat(jar).isRegularFile();
            assertThat(jar.normalize()).isEqualTo(appJar());
            assertThat(config.path("disabled").asBoolean()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"SignMail, signing", "ReturnUnsigned, signing-poison", "ReturnPoisoned, signing-poison-poison"})
    void bindsTheWorkersToTheirQueues(String function, String queue) throws IOException {
        JsonNode bindings = bindings(function);
        assertThat(bindings).hasSize(1);
        JsonNode trigger = bindings.get(0);
        assertThat(trigger.get("type").asText()).isEqualTo("queueTrigger");
        assertThat(trigger.get("direction").asText()).isEqualTo("in");
        assertThat(trigger.get("name").asText()).isEqualTo("job");
        assertThat(trigger.get("queueName").asText()).isEqualTo(queue);
        assertThat(trigger.get("connection").asText()).isEqualTo("AfterwordStorage");
    }

    @Test
    void answersHealthToAnybodyByGet() throws IOException {
        JsonNode bindings = bindings("Health");
        assertThat(bindings).hasSize(2);
        JsonNode trigger = bindings.get(0);
        assertThat(trigger.get("type").asText()).isEqualTo("httpTrigger");
        assertThat(trigger.get("route").asText()).isEqualTo("health");
        assertThat(trigger.get("authLevel").asText()).isEqualToIgnoringCase("anonymous");
        assertThat(trigger.get("methods")).hasSize(1);
        assertThat(trigger.get("methods").get(0).asText()).isEqualToIgnoringCase("get");
        assertThat(bindings.get(1).get("type").asText()).isEqualTo("http");
        assertThat(bindings.get(1).get("direction").asText()).isEqualTo("out");
    }

    @ParameterizedTest
    @CsvSource({
        "OperatorApi, tenants/{*path}, function",
        "AdministratorApi, console/{*path}, anonymous",
        "ConnectPage, connect/{*path}, anonymous"
    })
    void takesEachMethodAndPathOfTheInterface(String function, String route, String level) throws IOException {
        JsonNode trigger = bindings(function).get(0);
        assertThat(trigger.get("type").asText()).isEqualTo("httpTrigger");
        assertThat(trigger.get("route").asText()).isEqualTo(route);
        assertThat(trigger.get("authLevel").asText()).isEqualToIgnoringCase(level);
        assertThat(trigger.get("methods"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    }

    @Test
    void sweepsTheSpoolEvery30Seconds() throws IOException {
        JsonNode trigger = bindings("SweepSpool").get(0);
        assertThat(trigger.get("type").asText()).isEqualTo("timerTrigger");
        assertThat(trigger.get("name").asText()).isEqualTo("timer");
        assertThat(trigger.get("schedule").asText()).isEqualTo("*/30 * * * * *");
    }

    @Test
    void takesTheQueueSettingsFromTheRoot() throws IOException {
        JsonNode host = JSON.readTree(APP.resolve("host.json").toFile());
        assertThat(host.at("/extensionBundle/id").asText()).isEqualTo("Microsoft.Azure.Functions.ExtensionBundle");
        assertThat(host.at("/extensionBundle/version").asText()).isEqualTo("[4.*, 5.0.0)");
        JsonNode queues = host.at("/extensions/queues");
        assertThat(queues.get("maxPollingInterval").asText()).isEqualTo("00:00:00.100");
        assertThat(queues.get("messageEncoding").asText()).isEqualTo("base64");
        assertThat(queues.get("maxDequeueCount").asInt()).isEqualTo(HostBindings.MAX_DEQUEUE_COUNT);
        assertThat(queues.get("batchSize").asInt()).isBetween(1, 32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"engine-", "storage-", "angus-mail-", "jsoup-", "jackson-databind-", "slf4j-api-"})
    void stagesWhatTheFunctionsNeed(String jar) throws IOException {
        assertThat(libraries()).anyMatch(name -> name.startsWith(jar));
    }

    @Test
    void stagesOneLoggingBackEndAndNothingThatIsOnlyForTests() throws IOException {
        assertThat(libraries()).filteredOn(this::providesLogging).hasSize(1);
        assertThat(libraries())
                .noneMatch(name -> name.matches("(junit|assertj|archunit|exchange-simulator|smtp-gateway|.*-tests).*"));
    }

    @Test
    void stagesNoClassTwice() throws IOException {
        Map<String, String> homes = new HashMap<>();
        for (String library : libraries()) {
            try (JarFile jar = new JarFile(APP.resolve("lib").resolve(library).toFile())) {
                for (String name : classesIn(jar)) {
                    assertThat(homes.put(name, library))
                            .as("%s is in %s and elsewhere", name, library)
                            .isNull();
                }
            }
        }
    }

    @Test
    void isCompiledForJava21() throws IOException {
        try (JarFile jar = new JarFile(appJar().toFile())) {
            List<String> classes = classesIn(jar);
            assertThat(classes).isNotEmpty();
            for (String name : classes) {
                byte[] head = jar.getInputStream(jar.getJarEntry(name)).readNBytes(8);
                assertThat(ByteBuffer.wrap(head).getShort(6)).as(name).isEqualTo((short) 65);
            }
        }
    }

    @Test
    void carriesNoSecretOfWhoeverBuiltIt() throws IOException {
        JsonNode settings = JSON.readTree(APP.resolve("local.settings.json").toFile());
        assertThat(settings.path("Values").path("FUNCTIONS_WORKER_RUNTIME").asText())
                .isEqualTo("java");
    }

    private static JsonNode bindings(String function) throws IOException {
        return JSON.readTree(APP.resolve(function).resolve("function.json").toFile())
                .get("bindings");
    }

    /** The methods with {@link FunctionName}, by that name. */
    private static Map<String, Method> functionsInCode() throws IOException {
        Map<String, Method> functions = new HashMap<>();
        try (JarFile jar = new JarFile(appJar().toFile())) {
            for (String name : classesIn(jar)) {
                Class<?> type = Class.forName(name.replace('/', '.').substring(0, name.length() - ".class".length()));
                for (Method method : type.getDeclaredMethods()) {
                    FunctionName function = method.getAnnotation(FunctionName.class);
                    if (function != null) {
                        functions.put(function.value(), method);
                        assertThat(Modifier.isPublic(type.getModifiers())).isTrue();
                        assertThat(Arrays.stream(type.getConstructors()).anyMatch(c -> c.getParameterCount() == 0))
                                .as("%s has the constructor that the host calls", name)
                                .isTrue();
                    }
                }
            }
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
        return functions;
    }

    private static Path appJar() throws IOException {
        try (Stream<Path> entries = Files.list(APP)) {
            List<Path> jars =
                    entries.filter(path -> path.toString().endsWith(".jar")).toList();
            assertThat(jars).hasSize(1);
            return jars.getFirst();
        }
    }

    private static List<String> libraries() throws IOException {
        try (Stream<Path> entries = Files.list(APP.resolve("lib"))) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> classesIn(JarFile jar) {
        return jar.stream()
                .map(JarEntry::getName)
                .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                .filter(name -> !name.endsWith("module-info.class") && !name.endsWith("package-info.class"))
                .toList();
    }

    private boolean providesLogging(String library) {
        try (JarFile jar = new JarFile(APP.resolve("lib").resolve(library).toFile())) {
            return jar.getEntry("META-INF/services/org.slf4j.spi.SLF4JServiceProvider") != null;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
