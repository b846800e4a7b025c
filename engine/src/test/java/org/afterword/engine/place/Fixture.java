package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.engine.model.Classification;
import org.afterword.engine.model.Kind;
import org.afterword.engine.place.lines.Flow;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.PlainBody;
import org.afterword.engine.place.lines.ReadText;
import org.afterword.engine.render.RenderedSignature;
import org.afterword.engine.splice.TextEdit;
import org.jsoup.Jsoup;

/**
 * A body with the expected outcome written into it: {@code ⟦here⟧} stands where the signature is to be, {@code ⟦-…-⟧} around
 * what is to be removed. All else must come out as it went in.
 */
record Fixture(String before, String after) {
    static final RenderedSignature SIGNATURE = new RenderedSignature("<p>Ann Invented</p>", "Ann Invented", List.of());

    static Fixture of(String marked) {
        return new Fixture(
                marked.replace("⟦here⟧", "").replace("⟦-", "").replace("-⟧", ""), marked.replaceAll("(?s)⟦-.*?-⟧", ""));
    }

    static void html(String marked) {
        html(marked, Hints.none());
    }

    static void html(String marked, Hints hints) {
        Fixture fixture = of(marked);
        assertThat(withoutBlock(signedHtml(fixture.before(), hints))).isEqualTo(fixture.after());
    }

    /** A text with {@code ⟦here⟧} where the signature is to be; the empty lines around it do not count. */
    static void text(String marked, Hints hints) {
        Fixture fixture = of(marked);
        String signed = signedText(fixture.before(), hints).replace("Ann Invented", "⟦here⟧");
        assertThat(parts(signed)).isEqualTo(parts(fixture.after()));
    }

    /** The same in plain text and in HTML with a block for each line. */
    static void both(String marked, Hints hints) {
        text(marked, hints);
        StringBuilder html = new StringBuilder();
        for (String line : marked.strip().split("\n", -1)) {
            boolean mark = line.equals("⟦here⟧");
            html.append(mark ? line : "<div>" + (line.isEmpty() ? "<br>" : escaped(line)) + "</div>");
        }
        String signed = withoutBlock(signedHtml(of(html.toString()).before(), hints));
        assertThat(parts(Jsoup.parse(signed).wholeText()))
                .isEqualTo(parts(Jsoup.parse(html.toString()).wholeText()));
    }

    static Hints of(Kind kind) {
        return Hints.none().withKind(new Classification(kind, true, List.of()));
    }

    private static String escaped(String line) {
        return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static List<String> parts(String marked) {
        return Stream.of(marked.split("⟦here⟧", -1)).map(String::strip).toList();
    }

    /** The text with its signature, which is the one line {@code Ann Invented}. */
    static String signedText(String text, Hints hints) {
        Placed placed = placed(placer(Optional.empty(), Optional.of(text), false), hints);
        assertOrdered(placed.text());
        return TextEdit.applied(placed.text(), text);
    }

    static String signedHtml(String html, Hints hints) {
        Placed placed = placed(placer(Optional.of(html), Optional.empty(), false), hints);
        assertOrdered(placed.html());
        return TextEdit.applied(placed.html(), html);
    }

    static Placed placed(Placer placer, Hints hints) {
        Placement placement = placer.place(SIGNATURE, hints);
        assertThat(placement).isInstanceOf(Placed.class);
        return (Placed) placement;
    }

    static Placer placer(Optional<String> html, Optional<String> text, boolean flowed) {
        Optional<HtmlBody> readHtml = html.flatMap(ReadText::html);
        Optional<PlainBody> readText =
                text.flatMap(source -> ReadText.plain(source, flowed ? Flow.FLOWED : Flow.FIXED));
        boolean read = readHtml.isPresent() == html.isPresent() && readText.isPresent() == text.isPresent();
        return read ? Placer.of(readHtml, readText) : Placer.ofUnread();
    }

    static String withoutBlock(String signed) {
        return signed.replaceAll("(?s)<!--afterword:signature-->.*?<!--/afterword:signature-->", "⟦here⟧");
    }

    private static void assertOrdered(List<TextEdit> edits) {
        for (int i = 1; i < edits.size(); i++) {
            assertThat(edits.get(i).start())
                    .isGreaterThanOrEqualTo(edits.get(i - 1).end());
        }
    }
}
