package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.afterword.engine.model.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that is made to break or to stall. These tests end, or they fail. */
class HostileTest {

    @Test
    void leavesAMillionNestedTagsAlone() {
        assertThat(place("<div>".repeat(1_000_000))).isEqualTo(new NotPlaced(Reason.TOO_LARGE_TO_READ));
    }

    @Test
    void leavesTenMegabytesOfAttributesAlone() {
        assertThat(place("<div " + "a=b ".repeat(2_500_000) + ">")).isEqualTo(new NotPlaced(Reason.TOO_LARGE_TO_READ));
    }

    @Test
    void leavesAMillionUnclosedCommentsAlone() {
        assertThat(place("<!--".repeat(1_000_000))).isEqualTo(new NotPlaced(Reason.TOO_LARGE_TO_READ));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div>",
                "<b>x",
                "<table><tr><td>",
                "<table>x<b>",
                "<blockquote>",
                "<font><p>",
                "<!--",
                "<hr>",
                "&lt;",
                "From: a@b<br>",
                "abc: x<br>",
                "<p>-- </p>",
                "<p>{EMAILSIGNATURE}</p>",
                "<p>Sent from my iPhone</p>",
                "<div class=gmail_signature>x",
                "On Mon, 6 May 2024 wrote<br>",
                "<a href=x>: ",
                "\u0000<",
                "<div id=Signature>"
            })
    void endsForWhateverIsRepeated(String piece) {
        assertThat(place(piece.repeat(20_000))).isNotNull();
        assertThat(place("Hello" + piece.repeat(20_000) + "<div id=divRplyFwdMsg>From: x</div>"))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ">",
                "> \n",
                "To: a@b, c;\n",
                "-",
                "-- \n",
                "On 6 May 2024 at 10:00\n",
                "{",
                "EMAILSIGNATURE",
                "a b ",
                "\r",
                ":\n"
            })
    void endsForTextToo(String piece) {
        assertThat(Fixture.placer(Optional.empty(), Optional.of(piece.repeat(50_000)), true)
                        .place(Fixture.SIGNATURE, Hints.none()))
                .isInstanceOf(Placed.class);
    }

    @Test
    void keepsItsPlaceWhenTagsAreClosedInTheWrongOrder() {
        String html =
                "<div><b>Fine.</div>And more.<table><tr>lost<td>cell</table><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob</div>";
        String signed = Fixture.withoutBlock(Fixture.signedHtml(html, Hints.none()));

        assertThat(signed.replace("⟦here⟧", "")).isEqualTo(html);
        assertThat(signed.indexOf("⟦here⟧")).isBetween(html.indexOf("cell") + 4, html.indexOf("<b>From"));
    }

    private static Placement place(String html) {
        return Fixture.placer(Optional.of(html), Optional.empty(), false).place(Fixture.SIGNATURE, Hints.none());
    }
}
