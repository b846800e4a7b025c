package org.afterword.engine.place.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.budget.OverBudgetException;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTreeTest {
    private static final String ATTRIBUTES =
            IntStream.range(0, 500).mapToObj(i -> "a" + i).collect(Collectors.joining(" "));

    @Test
    void isNotBuiltWhereAFewKilobytesAskForGigabytes() {
        String formatting = IntStream.range(0, 12)
                .mapToObj(i -> "<font x" + i + " " + ATTRIBUTES + ">")
                .collect(Collectors.joining());

        assertThat(HtmlTree.of("<p>" + formatting + "<p>x".repeat(12_000))).isEmpty();
        assertThat(HtmlTree.of("<table><p>" + formatting + "<p>x".repeat(12_000)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"p", "div", "b"})
    void isNotBuiltWhereManyTagsHaveHundredsOfAttributes(String name) {
        assertThat(HtmlTree.of(("<" + name + " " + ATTRIBUTES + ">").repeat(1_000)))
                .isEmpty();
        assertThat(HtmlTree.of("<" + name + " " + ATTRIBUTES + ">Hello")).isPresent();
    }

    @Test
    void isBuiltForFormattingThatIsLeftOpen() {
        assertThat(HtmlTree.of("<p><font color=red><b><i>x" + "<p>y".repeat(3_000)))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p class=a>Hello<br>you &amp; me</p>",
                "<table>x<b>y<tr><td>z</b></table><p><b>x<p>y</b>",
                "x\0y<pre>\n\nz</pre></body>w",
                ""
            })
    void isTheOneThatJsoupBuilds(String html) {
        String large = html + "x<i>".repeat(3_000);

        assertThat(HtmlTree.of(html).orElseThrow().outerHtml()).isEqualTo(byJsoup(html));
        assertThat(HtmlTree.of(large).orElseThrow().outerHtml()).isEqualTo(byJsoup(large));
    }

    private static String byJsoup(String html) {
        return Parser.htmlParser().setTrackPosition(true).parseInput(html, "").outerHtml();
    }

    @Test
    void isNestedAsDeepAsBrowsersNest() {
        int deepest = 0;
        for (Element div :
                HtmlTree.of("<div>".repeat(100_000) + "x").orElseThrow().getElementsByTag("div")) {
            deepest = Math.max(deepest, div.parents().size() + 1);
            if (deepest >= 512) {
                break;
            }
        }

        assertThat(deepest).isBetween(500, 512);
    }

    @Test
    void takesSteps() {
        Budget budget = Budget.of(10_000, Duration.ofDays(1));

        assertThatThrownBy(() -> budget.spendOn(() -> HtmlTree.of("<p>x</p>".repeat(10_000))))
                .isInstanceOf(OverBudgetException.class);
    }
}
