package org.afterword.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.functions.annotation.QueueTrigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.afterword.functions.app.FunctionSettings;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.gateway.GatewaySettings;
import org.afterword.host.FunctionClasses;
import org.afterword.storage.StoreSettings;
import org.junit.jupiter.api.Test;

/** Settings are one set: what the code reads, what docs/settings.md explains, and of these what a stamp sets. */
class StampSettingsTest {
    /** For tests and other people's machines; a stamp has no keys. */
    private static final Set<String> NEVER_IN_A_STAMP =
            Set.of(StoreSettings.STORAGE_CONNECTION, StoreSettings.COSMOS_KEY);

    private final StampSettings stamp = StampSettings.read(BicepFolder.read(Path.of("..", "infra-bicep")));

    @Test
    void docsExplainWhatTheCodeReadsAndNothingElse() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "settings.md"));
        Set<String> explained = new TreeSet<>();
        Matcher headings = Pattern.compile("(?m)^## (AFTERWORD_\\w+)$").matcher(text);
        while (headings.find()) {
            explained.add(headings.group(1));
        }

        assertThat(explained).isEqualTo(readByTheCode());
    }

    @Test
    void aStampSetsNothingThatNobodyReads() {
        Set<String> gateway = names(GatewaySettings.class);
        gateway.addAll(names(StoreSettings.class));
        Set<String> functions = names(FunctionSettings.class);
        functions.addAll(names(ConnectSettings.class));
        functions.addAll(names(StoreSettings.class));

        assertThat(gateway).containsAll(stamp.gateway().keySet());
        assertThat(stamp.functions().keySet())
                .allSatisfy(name -> assertThat(functions.contains(name) || StampSettings.isThePlatforms(name))
                        .as(name)
                        .isTrue());
    }

    /** The host makes no queue where its identity may not, and what fails for good goes to NAME-poison. */
    @Test
    void aStampHasEveryQueueThatAFunctionWaitsAt() {
        String storage = BicepFolder.read(Path.of("..", "infra-bicep")).text("modules/storage.bicep");
        List<String> queues = FunctionClasses.in("org.afterword.functions").stream()
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .flatMap(method -> Arrays.stream(method.getParameters()))
                .flatMap(parameter -> Stream.ofNullable(parameter.getAnnotation(QueueTrigger.class)))
                .map(QueueTrigger::queueName)
                .toList();

        assertThat(queues)
                .hasSizeGreaterThan(2)
                .allSatisfy(queue -> assertThat(storage).contains("'" + queue + "'", "'" + queue + "-poison'"));
    }

    @Test
    void aStampHasNoKeys() {
        assertThat(stamp.ours()).doesNotContainAnyElementsOf(NEVER_IN_A_STAMP);
        assertThat(stamp.functions().get(FunctionSettings.TRACE_KEY)).startsWith("'vault:");
        assertThat(stamp.functions().get(FunctionSettings.RETURN_KEY)).startsWith("'vault-file:");
    }

    /** Both processes read every name that their settings declare; StampCompositionTest and their own tests show it. */
    private static Set<String> readByTheCode() {
        Set<String> names = names(GatewaySettings.class);
        names.addAll(names(FunctionSettings.class));
        names.addAll(names(ConnectSettings.class));
        names.addAll(names(StoreSettings.class));
        return names;
    }

    private static Set<String> names(Class<?> settings) {
        return Arrays.stream(settings.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
                .map(field -> {
                    try {
                        return (String) field.get(null);
                    } catch (IllegalAccessException closed) {
                        throw new UncheckedIOException(new IOException(closed));
                    }
                })
                .filter(value -> value.startsWith("AFTERWORD_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
