package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.afterword.engine.model.Classification;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.Reason;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

class HtmlNewMailTest {
    private static final Hints NEW = Hints.none().withKind(new Classification(Kind.NEW, true, List.of()));

    @Test
    void standsInsideTheSectionOfWord() {
        Fixture.html(
                "<html xmlns:o=\"x\"><body><div class=WordSection1><p class=MsoNormal>Hello<o:p></o:p></p>⟦here⟧</div></body></html>",
                NEW);
    }

    @Test
    void standsBeforeTheEndOfTheBody() {
        Fixture.html("<html><body><p>Hello</p>⟦here⟧\r\n</body>\r\n</html>\r\n", NEW);
    }

    @Test
    void standsAtTheEndWhereNoBodyIs() {
        Fixture.html("<div>Hello</div>⟦here⟧", NEW);
        Fixture.html("Hello⟦here⟧", NEW);
    }

    @Test
    void standsInAnEmptyMail() {
        Fixture.html("<html><body>⟦here⟧</body></html>", NEW);
        Fixture.html("⟦here⟧", NEW);
    }

    @Test
    void keepsConditionalCommentsAndDrawings() {
        Fixture.html(
                "<html><head><!--[if gte mso 9]><xml><o:shapedefaults/></xml><![endif]--></head><body><p>Hello "
                        + "<!--[if gte vml 1]><v:shape id=\"a\"><v:imagedata src=\"cid:1\"/></v:shape><![endif]--><![if !vml]>"
                        + "<img src=\"cid:1\" width=100 height=50><![endif]></p>⟦here⟧</body></html>",
                NEW);
    }

    @Test
    void closesWhatTheAuthorsMarkupLeftOpen() {
        String signed = Fixture.signedHtml("<body><ul><li>First<li><b>Second</body>", NEW);

        assertThat(signed).contains("</b></li></ul><!--afterword:signature-->");
        assertThat(Jsoup.parse(signed).select("ul").text()).doesNotContain("Ann Invented");
    }

    @Test
    void standsBehindAPictureThatEndsTheText() {
        Fixture.html("<body><p>Look:</p><p><img src=\"cid:photo\" width=\"640\"></p>⟦here⟧</body>", NEW);
    }

    @Test
    void takesAPastedHeaderLikeTableForTextOfTheAuthor() {
        Fixture.html(
                "<body><p><b>Result:</b></p><p><b>Speed:</b> 20240506</p><p><b>Size:</b> 12345678</p><p>Good.</p>⟦here⟧</body>",
                NEW);
    }

    @Test
    void hasAnEmptyLineAbove() {
        assertThat(Fixture.signedHtml("<p>Hello</p>", NEW)).contains("<div><br></div><a name=");
        assertThat(Fixture.signedHtml("", NEW)).doesNotContain("<br>");
    }

    @Test
    void keepsTheDirectionOfTheText() {
        assertThat(Fixture.signedHtml("<body><div dir=\"rtl\">שלום</div></body>", NEW))
                .contains("dir=\"rtl\" style=");
        assertThat(Fixture.signedHtml("<body><div>Hello</div></body>", NEW)).contains("dir=\"ltr\" style=");
    }

    @Test
    void takesOverNothingFromTheText() {
        assertThat(Fixture.signedHtml("<b><i>Hello", NEW))
                .contains("font-weight:normal", "font-style:normal", "list-style:none");
    }

    @Test
    void saysThatThereIsNothingToSign() {
        assertThat(Placer.of(Optional.empty(), Optional.empty()).place(Fixture.SIGNATURE, NEW))
                .isEqualTo(new NotPlaced(Reason.NO_TEXT));
    }
}
