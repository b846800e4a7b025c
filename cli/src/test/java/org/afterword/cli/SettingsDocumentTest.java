package org.afterword.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.afterword.functions.app.FunctionSettings;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.gateway.GatewaySettings;
import org.afterword.storage.StoreSettings;
import org.junit.jupiter.api.Test;

/** Ties docs/settings.md and the sample file to the settings that the processes read. */
class SettingsDocumentTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void documentsEverySettingAndNoOther() throws Exception {
        Set<String> all = new TreeSet<>(gateway());
        all.addAll(functions());
        assertThat(sections().keySet()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void saysMeaningDefaultExampleAndProcessOfEach() throws Exception {
        Set<String> gateway = gateway();
        Set<String> functions = functions();
        sections().forEach((name, text) -> {
            String processes =
                    gateway.contains(name) ? functions.contains(name) ? "gateway, functions" : "gateway" : "functions";
            assertThat(text)
                    .as(name)
                    .matches("(?s)\\s*[A-Z`].{20,}\n- Default: .+\n- Example: `.+`\n- Process: " + processes + "\\s*");
        });
    }

    /** With the folder store; what only the Azure stores need would be noise in a file for one machine. */
    @Test
    void hasASampleWithAllSettingsOfTheFunctions() throws Exception {
        JsonNode sample = new ObjectMapper()
                .readTree(ROOT.resolve("local.settings.sample.json").toFile());
        Set<String> named = new TreeSet<>();
        sample.path("Values").fieldNames().forEachRemaining(name -> {
            if (name.startsWith("AFTERWORD_")) {
                named.add(name);
            }
        });
        Set<String> settings = constants(FunctionSettings.class);
        settings.addAll(constants(ConnectSettings.class));
        assertThat(named).isEqualTo(settings);
        assertThat(sample.path("Values").path("FUNCTIONS_WORKER_RUNTIME").asText())
                .isEqualTo("java");
    }

    private static Set<String> gateway() throws IllegalAccessException {
        Set<String> names = constants(GatewaySettings.class);
        names.addAll(constants(StoreSettings.class));
        return names;
    }

    private static Set<String> functions() throws IllegalAccessException {
        Set<String> names = constants(FunctionSettings.class);
        names.addAll(constants(ConnectSettings.class));
        names.addAll(constants(StoreSettings.class));
        return names;
    }

    private static Set<String> constants(Class<?> settings) throws IllegalAccessException {
        Set<String> names = new TreeSet<>();
        for (Field field : settings.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers())
                    && Modifier.isStatic(field.getModifiers())
                    && field.get(null) instanceof String name
                    && name.startsWith("AFTERWORD_")) {
                names.add(name);
            }
        }
        return names;
    }

    private static Map<String, String> sections() throws IOException {
        Map<String, String> sections = new LinkedHashMap<>();
        String[] parts = Files.readString(ROOT.resolve("docs/settings.md")).split("(?m)^## ");
        for (int i = 1; i < parts.length; i++) {
            int end = parts[i].indexOf('\n');
            sections.put(parts[i].substring(0, end).strip(), parts[i].substring(end + 1));
        }
        return sections;
    }
}
