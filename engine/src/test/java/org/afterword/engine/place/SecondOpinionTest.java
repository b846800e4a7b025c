package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.model.Reason;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.ReadText;
import org.afterword.engine.place.signature.Replaced;
import org.afterword.engine.place.thread.ReadTexts;
import org.afterword.engine.place.thread.Threads;
import org.afterword.engine.splice.TextEdit;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecondOpinionTest {
    private static final String THREAD =
            "<div id=divRplyFwdMsg><b>From:</b> Bob &lt;bob@fabrikam.example&gt;<br><b>Sent:</b> Monday, 3 May 2027 10:12<br><b>To:</b> Ann<br><b>Subject:</b> Plan</div><p>Older words</p>";

    /** A bar stands where the signature goes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p>Thank you, Ann.</p>|%s",
                "<table><tr><td>Danke, Ann.|</td></tr><tr><td>%s</td></tr></table>",
                "<div>Merci, Ann.</div><div style=\"display:none\">x</div>|%s",
                "<div style=\"display:none\">Vorschau</div><p>Danke.</p>|%s",
                "<p>ありがとう</p>|<details><summary>…</summary>%s</details>",
                "|%s"
            })
    void keepsAPlaceThatHolds(String html) {
        Placed found = placed(html, List.of(), Set.of());
        assertThat(opinion(html, found)).isEqualTo(found);
    }

    /** A place where a reader would not see the signature, or not there, or where something else is swallowed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<table><tr><td>Danke, Ann.</td></tr>|<tr><td>%s</td></tr></table>",
                "<table><tr><td>Merci, Ann.</td>|<td>%s</td></tr></table>",
                "<p>Gracias, Ann.</p><details><summary>…</summary>|%s</details>",
                "<p>Grazie, Ann.</p><details>|%s</details>",
                "<p>Obrigado, Ann.</p><details><summary>Mostrar a mensagem citada</summary>|%s</details>",
                "<p>Dank u, Ann.</p><div style=\"display: none\">|</div>%s",
                "<p>Tack, Ann.</p><div hidden>|</div>%s",
                "<p>Tak, Ann.</p><textarea>|</textarea>%s",
                "<p>Dzięki, Ann.</p><!-- | -->%s",
                "<p>Děkuji, Ann.</p><span title=\"|\"></span>%s",
                "<head><title>|</title></head><p>Спасибо, Ann.</p>%s",
                "|<p>ありがとう, Ann.</p>%s",
                "<p>谢谢, Ann.</p>%s|"
            })
    void findsAnotherPlaceWhereItDoesNot(String html) {
        Placed found = placed(html, List.of(), Set.of());
        Placement next = opinion(html, found);
        assertThat(next).isInstanceOf(Placed.class).isNotEqualTo(found);
        Placed other = (Placed) next;
        assertThat(other.confidence()).isEqualTo(Placed.Confidence.LOW);
        assertThat(other.replaced()).isEmpty();
        assertThat(other.evidence()).last().asString().contains("nothing is removed");
        String before = source(html);
        String seen = Jsoup.parse(TextEdit.applied(other.html(), before)).text();
        assertThat(seen.indexOf("Ann Invented")).isPositive().isLessThan(seen.indexOf("From:"));
        assertThat(seen.indexOf("Ann Invented")).isGreaterThan(seen.indexOf("Ann."));
        assertThat(seen.replace("Ann Invented", "").replaceAll("\\s", ""))
                .isEqualTo(Jsoup.parse(before).text().replaceAll("\\s", ""));
    }

    @Test
    void putsBackWhatWentWithoutAName() {
        String html = "<p>Call the port. Thank you.</p>|%s";
        String source = source(html);
        TextEdit removal = new TextEdit(source.indexOf(" Thank"), source.indexOf("</p>"), "");
        Placed unnamed = placed(html, List.of(removal), Set.of());
        assertThat(TextEdit.applied(((Placed) opinion(html, unnamed)).html(), source))
                .contains("Thank you.")
                .contains("Ann Invented");
        Placed named = placed(html, List.of(removal), Set.of(Replaced.DEVICE_TAGLINE));
        assertThat(opinion(html, named)).isEqualTo(named);
    }

    @Test
    void takesNothingOfTheThread() {
        String html = "<p>Thank you.</p>|%s";
        String source = source(html);
        TextEdit removal = new TextEdit(source.indexOf("Older"), source.indexOf(" words"), "");
        Placed reaching = new Placed(
                List.of(placed(html, List.of(), Set.of()).html().getFirst(), removal),
                List.of(),
                Set.of(Replaced.KNOWN_SIGNATURE),
                Placed.Confidence.HIGH,
                List.of());
        assertThat(TextEdit.applied(((Placed) opinion(html, reaching)).html(), source))
                .contains("Older words");
    }

    @Test
    void leavesAMailAloneInWhichNoPlaceHolds() {
        String html = "<plaintext>|Hello";
        assertThat(opinion(html, placed(html, List.of(), Set.of()))).isEqualTo(new NotPlaced(Reason.NO_SAFE_PLACE));
    }

    private static String source(String html) {
        return html.replace("|", "").replace("%s", THREAD);
    }

    private static Placed placed(String html, List<TextEdit> removals, Set<Replaced> replaced) {
        int place = html.replace("%s", THREAD).indexOf('|');
        List<TextEdit> edits = new ArrayList<>(removals);
        edits.add(new TextEdit(place, place, "<div>Ann Invented</div>"));
        return new Placed(edits, List.of(), replaced, Placed.Confidence.HIGH, List.of());
    }

    private static Placement opinion(String html, Placed placed) {
        Optional<HtmlBody> body = ReadText.html(source(html));
        ReadTexts texts = ReadTexts.of(body, Optional.empty());
        return new SecondOpinion(texts, Fixture.SIGNATURE, Threads.of(texts, false)).on(placed);
    }
}
