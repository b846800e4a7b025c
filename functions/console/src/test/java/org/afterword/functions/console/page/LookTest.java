package org.afterword.functions.console.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That what is read can be read (WCAG 2.2, criteria 1.4.3 and 1.4.11). */
class LookTest {
    private static final Pattern COLOUR = Pattern.compile("--([\\w-]+): (#[0-9a-f]{3,6})");

    /** A scheme's colours, by the names of their custom properties. */
    record Scheme(String name, Map<String, String> colours) {
        @Override
        public String toString() {
            return name;
        }

        double contrast(String one, String other) {
            double a = luminance(one);
            double b = luminance(other);
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        }

        private double luminance(String property) {
            String colour = Objects.requireNonNull(colours.get(property), property);
            String hex = colour.length() == 4 ? colour.substring(1).replaceAll(".", "$0$0") : colour.substring(1);
            double[] weights = {0.2126, 0.7152, 0.0722};
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                double part = Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16) / 255.0;
                sum += weights[i] * (part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
            }
            return sum;
        }
    }

    static Stream<Scheme> schemes() {
        String[] sheet = new String(Look.css(), UTF_8).split("@media \\(prefers-color-scheme: dark\\)", 2);
        assertThat(sheet).hasSize(2);
        Map<String, String> light = colours(sheet[0]);
        Map<String, String> dark = new HashMap<>(light);
        dark.putAll(colours(sheet[1]));
        return Stream.of(new Scheme("light", light), new Scheme("dark", dark));
    }

    private static Map<String, String> colours(String sheet) {
        Map<String, String> colours = new HashMap<>();
        Matcher matcher = COLOUR.matcher(sheet);
        while (matcher.find()) {
            colours.put(matcher.group(1), matcher.group(2));
        }
        assertThat(colours).hasSizeGreaterThan(10);
        return colours;
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void textStandsOutFromItsGround(Scheme scheme) {
        for (String ground : List.of("ground", "surface", "quiet", "accent-quiet")) {
            for (String text : List.of("text", "soft", "accent")) {
                assertThat(scheme.contrast(text, ground))
                        .as(text + " on " + ground)
                        .isGreaterThan(4.5);
            }
        }
        for (String state : List.of("good", "warn", "bad")) {
            for (String ground : List.of("ground", "surface", state + "-quiet")) {
                assertThat(scheme.contrast(state, ground))
                        .as(state + " on " + ground)
                        .isGreaterThan(4.5);
            }
            assertThat(scheme.contrast("text", state + "-quiet")).as(state).isGreaterThan(4.5);
        }
        for (String ground : List.of("accent", "accent-over")) {
            assertThat(scheme.contrast("on-accent", ground)).as(ground).isGreaterThan(4.5);
        }
        for (String text : List.of("log-text", "log-good", "log-warn", "log-bad")) {
            assertThat(scheme.contrast(text, "log")).as(text).isGreaterThan(4.5);
        }
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void controlsAndTheFocusStandOutFromTheirGround(Scheme scheme) {
        for (String ground : List.of("ground", "surface")) {
            for (String line : List.of("control", "focus", "accent")) {
                assertThat(scheme.contrast(line, ground))
                        .as(line + " on " + ground)
                        .isGreaterThan(3);
            }
        }
    }

    @Test
    void theLogoHasTheColourOfThePages() {
        String accent = schemes().findFirst().orElseThrow().colours().get("accent");
        assertThat(new String(Look.icon(), UTF_8)).startsWith("<svg").contains("fill=\"" + accent + "\"");
    }
}
