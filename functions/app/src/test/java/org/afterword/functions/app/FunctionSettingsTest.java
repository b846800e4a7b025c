package org.afterword.functions.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.process.settings.SettingsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionSettingsTest {
    private static final Path SAMPLE = Path.of("..", "..", "local.settings.sample.json");

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void setAllThatIsRequired() throws IOException {
        environment.put("AFTERWORD_STORE", "folder:" + folder);
        environment.put("AFTERWORD_HOST_NAME", "stamp.afterword.example");
        environment.put(
                "AFTERWORD_RETURN_CERTIFICATE",
                Files.createFile(folder.resolve("c.pem")).toString());
        environment.put(
                "AFTERWORD_RETURN_KEY",
                Files.createFile(folder.resolve("k.pem")).toString());
        environment.put("AFTERWORD_TRACE_KEY", "MDEyMzQ1Njc4OWFiY2RlZg==");
    }

    @Test
    void hasDefaultsForTheRest() {
        FunctionSettings settings = FunctionSettings.from(environment);
        assertThat(settings.deadline()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.returnUnsigned()).isFalse();
        assertThat(settings.closeAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.keepAside()).isEqualTo(Duration.ofDays(30));
        assertThat(settings.returnAuthorities()).isEmpty();
        assertThat(settings.toString()).doesNotContain("0123");
    }

    @Test
    void readsAfterWhichTimeATenantsMailIsLeftWithExchange() {
        environment.put("AFTERWORD_CLOSE_AFTER_SECONDS", "900");
        assertThat(FunctionSettings.from(environment).closeAfter()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void namesAllThatIsMissingAtOnce() {
        assertThatThrownBy(() -> FunctionSettings.from(Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(
                        "AFTERWORD_STORE",
                        "AFTERWORD_HOST_NAME",
                        "AFTERWORD_RETURN_CERTIFICATE",
                        "AFTERWORD_RETURN_KEY",
                        "AFTERWORD_TRACE_KEY");
    }

    @Test
    void refusesAShortTraceKeyAndAHostNameThatIsNone() {
        environment.put("AFTERWORD_TRACE_KEY", "c2hvcnQ=");
        environment.put("AFTERWORD_HOST_NAME", "not a name");
        assertThatThrownBy(() -> FunctionSettings.from(environment))
                .hasMessageContainingAll("at least 16 bytes", "must be a DNS name");
    }

    @Test
    void mailGoesBackWithoutWhatOnlyTheConsoleAndTheTraceNeed() {
        environment.remove("AFTERWORD_TRACE_KEY");
        environment.put("AFTERWORD_KEEP_ASIDE_DAYS", "for ever");
        environment.put("AFTERWORD_STAMP_DOMAIN", "no name");
        FunctionSettings.ForMail read = FunctionSettings.forMail(environment);
        assertThat(read.settings().traceKey()).hasSizeGreaterThanOrEqualTo(16);
        assertThat(read.settings().keepAside()).isEqualTo(Duration.ofDays(30));
        assertThat(String.join("; ", read.problems()))
                .contains("AFTERWORD_TRACE_KEY", "AFTERWORD_KEEP_ASIDE_DAYS", "AFTERWORD_STAMP_DOMAIN");
        assertThatThrownBy(() -> FunctionSettings.from(environment)).isInstanceOf(SettingsException.class);
        environment.remove("AFTERWORD_RETURN_KEY");
        assertThatThrownBy(() -> FunctionSettings.forMail(environment))
                .hasMessageContainingAll("AFTERWORD_RETURN_KEY", "AFTERWORD_TRACE_KEY");
    }

    @Test
    void areAllInTheSampleFile() throws Exception {
        JsonNode values = new ObjectMapper().readTree(SAMPLE.toFile()).get("Values");
        TreeSet<String> sampled = new TreeSet<>();
        values.fieldNames().forEachRemaining(sampled::add);
        TreeSet<String> known = new TreeSet<>();
        List<Field> fields = new ArrayList<>(List.of(FunctionSettings.class.getFields()));
        fields.addAll(List.of(ConnectSettings.class.getFields()));
        for (Field field : fields) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                known.add((String) field.get(null));
            }
        }
        known.addAll(Arrays.asList("FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage", HostBindings.STORAGE));
        assertThat(sampled).isEqualTo(known);
    }

    @Test
    void areReadFromTheSampleFileOnceItsFilesExist() throws IOException {
        JsonNode values = new ObjectMapper().readTree(SAMPLE.toFile()).get("Values");
        Map<String, String> sample = new HashMap<>();
        values.properties()
                .forEach(value -> sample.put(value.getKey(), value.getValue().asText()));
        sample.put("AFTERWORD_RETURN_CERTIFICATE", environment.get("AFTERWORD_RETURN_CERTIFICATE"));
        sample.put("AFTERWORD_RETURN_KEY", environment.get("AFTERWORD_RETURN_KEY"));
        assertThat(FunctionSettings.from(sample).hostName()).isEqualTo("afterword.example.com");
    }
}
