package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.afterword.engine.classify.KindFinder;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.model.Kind;
import org.afterword.engine.place.signature.SignatureBlock;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The structure of every client in every language, in HTML and in text: the signature stands right above the thread. */
class LanguageMatrixTest {
    private static final String AUTHOR = "Fine with me, that works.";

    static Stream<String> htmlStructures() {
        return HtmlStructures.ALL.keySet().stream();
    }

    static Stream<String> textStructures() {
        return TextStructures.ALL.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("htmlStructures")
    void placesTheSignatureAboveTheThreadInHtml(String structure) {
        List<String> failures = new ArrayList<>();
        for (Language language : Language.all()) {
            for (String thread :
                    Objects.requireNonNull(HtmlStructures.ALL.get(structure)).apply(language)) {
                String html = "<html><body><div>" + AUTHOR + "</div><div><br></div>" + thread + "</body></html>";
                String signed = Fixture.signedHtml(html, Hints.none());
                String above = Jsoup.parse(signed.substring(0, signed.indexOf("<!--" + SignatureBlock.COMMENT)))
                        .text()
                        .strip();
                boolean unchanged =
                        Fixture.withoutBlock(signed).replace("⟦here⟧", "").equals(html);
                if (!above.equals(AUTHOR) || !unchanged) {
                    failures.add(language.code() + ": " + above + (unchanged ? "" : " (changed)") + " in " + thread);
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("textStructures")
    void placesTheSignatureAboveTheThreadInText(String structure) {
        List<String> failures = new ArrayList<>();
        for (Language language : Language.all()) {
            for (String thread :
                    Objects.requireNonNull(TextStructures.ALL.get(structure)).apply(language)) {
                String signed = Fixture.signedText(AUTHOR + "\n\n" + thread + "\n", Hints.none());
                if (!signed.equals(AUTHOR + "\n\nAnn Invented\n\n" + thread + "\n")) {
                    failures.add(language.code() + ": " + signed);
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void knowsRepliesAndForwardsByTheirSubjects() {
        List<String> failures = new ArrayList<>();
        for (Language language : Language.all()) {
            for (String prefix : language.all("reply")) {
                failures.addAll(unlessOf(Kind.REPLY, prefix, language));
            }
            for (String prefix : language.all("forward")) {
                failures.addAll(unlessOf(Kind.FORWARD, prefix, language));
            }
        }
        assertThat(failures).isEmpty();
    }

    private static List<String> unlessOf(Kind kind, String prefix, Language language) {
        String field = "Subject: =?utf-8?B?"
                + Base64.getEncoder().encodeToString((prefix + ": Plans").getBytes(StandardCharsets.UTF_8)) + "?=\r\n"
                + "In-Reply-To: <1@contoso.example>\r\n\r\n";
        Kind found = KindFinder.find(HeaderSection.parse(field.getBytes(StandardCharsets.US_ASCII)))
                .kind();
        return found == kind ? List.of() : List.of(language.code() + ": " + prefix + " is taken for " + found);
    }
}
