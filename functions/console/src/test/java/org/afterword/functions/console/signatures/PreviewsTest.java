package org.afterword.functions.console.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.afterword.functions.console.Office;
import org.junit.jupiter.api.Test;

class PreviewsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Office office;

    PreviewsTest() throws Exception {
        office = new Office().furnished();
    }

    private Office.Asked preview(String displayName, String html) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("person").put("mail", "anna@contoso.example").put("displayName", displayName);
        body.putObject("template").put("html", html);
        return office.ask("POST", "tenants/{tenant}/preview").body(body.toString());
    }

    @Test
    void showsAStoredTemplateForAStoredPerson() {
        Office.Told told = office.ask("POST", "tenants/{tenant}/preview")
                .body("{\"person\":\"ANNA@contoso.example\",\"template\":\"full\"}")
                .byOperator();
        assertThat(told.json().path("html").asText()).isEqualTo("<p>Anna Keller, Contoso</p>");
        assertThat(told.json().path("text").asText()).contains("Anna Keller, Contoso");
        assertThat(told.json().path("pictureCount").asInt()).isZero();
        assertThat(told.json().at("/bytes/html").asInt()).isEqualTo("<p>Anna Keller, Contoso</p>".length());
    }

    @Test
    void showsADraftWithItsPictures() {
        Office.Asked draft = office.ask("POST", "tenants/{tenant}/preview")
                .body(
                        "{\"person\":\"anna@contoso.example\",\"template\":{\"html\":\"<img src='cid:logo.png' alt='Contoso'>"
                                + " {{displayName}}\",\"pictures\":[{\"name\":\"logo.png\",\"mediaType\":\"image/png\",\"base64\":\""
                                + Office.PIXEL + "\"}]}}");
        assertThat(draft.byOperator().json().path("pictureCount").asInt()).isEqualTo(1);
        String page = draft.header("accept", "text/html,*/*").byOperator().text();
        assertThat(page)
                .contains("src='data:image/png;base64," + Office.PIXEL + "'")
                .doesNotContain("cid:");
    }

    @Test
    void letsAPageRunAndSendNothing() {
        Office.Told page = office.ask("POST", "tenants/{tenant}/preview")
                .header("accept", "text/html")
                .body("{\"person\":\"anna@contoso.example\",\"template\":\"full\"}")
                .byOperator();
        assertThat(page.response().headers())
                .containsEntry("Content-Type", "text/html; charset=utf-8")
                .containsEntry("X-Content-Type-Options", "nosniff");
        assertThat(page.response().headers().get("Content-Security-Policy"))
                .startsWith("default-src 'none'; img-src data: https:; style-src 'unsafe-inline'; ")
                .endsWith("frame-ancestors 'none'; sandbox");
    }

    @Test
    void takesWhatAPersonIsCalledForTextAndNothingElse() {
        String attack =
                "<script>x()</script><img src=x onerror=x()>\" onclick=\"x()' {{mail}} {{{mail}}} {{#upper}}a{{/upper}}";
        String html = preview(attack, "<p title=\"{{displayName}}\">{{displayName}}</p>")
                .byOperator()
                .json()
                .path("html")
                .asText();
        assertThat(html).doesNotContain("<script").doesNotContain("<img").doesNotContain("\" onclick=\"");
        assertThat(html).contains("{{mail}}").contains("{{#upper}}").doesNotContain("anna@contoso.example");
        String page = preview(attack, "<p>{{displayName}}</p>")
                .header("accept", "text/html")
                .byOperator()
                .text();
        assertThat(page).doesNotContain("<script").doesNotContain("<img");
    }

    @Test
    void letsNoAttributeBecomeALinkThatRuns() {
        String html = preview("javascript:x()", "<a href=\"{{displayName}}\">a</a>")
                .byOperator()
                .json()
                .path("html")
                .asText();
        assertThat(html).doesNotContain("href=\"javascript");
    }

    @Test
    void letsNoAttributeBreakOutOfItsLine() {
        String text = preview("Anna\r\nBcc: all@contoso.example\u2028x", "<p>{{displayName}}</p>")
                .byOperator()
                .json()
                .path("text")
                .asText();
        assertThat(text.strip()).isEqualTo("Anna Bcc: all@contoso.example x");
    }

    @Test
    void evaluatesNothingButMustache() {
        String html = preview("${7*7} #{7*7} <%= 7*7 %>", "<p>{{displayName}}{{displayName.class}}{{getClass}}</p>")
                .byOperator()
                .json()
                .path("html")
                .asText();
        assertThat(html).doesNotContain("49").doesNotContain("java");
    }

    @Test
    void namesWhatIsMissingAndRefusesUnsafeDrafts() {
        assertThat(office.ask("POST", "tenants/{tenant}/preview")
                        .body("{\"template\":\"gone\",\"colour\":1}")
                        .byOperator()
                        .pointers())
                .containsExactlyInAnyOrder("#/template", "#/person", "#/colour");
        assertThat(preview("Anna", "<script>x()</script>").byOperator().pointers())
                .containsExactly("#/template/html");
    }
}
