package org.afterword.engine.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.render.TemplateFinding.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateCheckTest {
    private static List<TemplateFinding> check(String html) {
        return TemplateCheck.check(SignatureTemplate.of(
                "t", html, Optional.empty(), List.of(Picture.of("logo.png", "image/png", new byte[] {1}))));
    }

    private static List<TemplateFinding> errors(String html) {
        return check(html).stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<table><tr><td>{{displayName}}{{#mobilePhone}}<br>Mobile: {{mobilePhone}}{{/mobilePhone}}</table>",
                "<table cellpadding=0>{{#city}}<tr><td>{{city}}</td></tr>{{/city}}</table>",
                "<a href=\"tel:{{#tel}}{{mobilePhone}}{{/tel}}\">{{#phone}}{{mobilePhone}}{{/phone}}</a>",
                "<a href='{{#link}}{{extensionAttribute1}}{{/link}}' title=\"{{jobTitle}}\">x</a>",
                "<img src=\"cid:logo.png\" alt=\"\"><img src='cid:photo' alt=''><img src=\"cid:vcard\" alt=\"\">",
                "<img src=\"https://contoso.example/l.png\" alt=\"Contoso\" width=120>",
                "<p>one<p>two<ul><li>a<li>b</ul>",
                "<!--[if mso]><table><tr><td width=10></td></tr></table><![endif]-->x",
                "<p style=\"margin:0;color:#666666;font-family:Arial,'Segoe UI'\">x &amp; y</p>",
                "",
                "plain words"
            })
    void hasNothingToSayAboutAGoodTemplate(String html) {
        assertThat(check(html)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<script>x</script> | 1 | 1 | <script> cannot stand",
                "<p>a</p><form action=\"https://x\"></form> | 1 | 9 | <form> cannot stand",
                "<p onclick=\"x()\">a</p> | 1 | 4 | \"onclick\" would run",
                "<a href=\"javascript:x\">a</a> | 1 | 4 | \"href\" must lead somewhere",
                "<a href=\" java&#10;script:x\">a</a> | 1 | 4 | \"href\" must lead somewhere",
                "<img alt=\"\" src=\"data:image/png;base64,AAAA\"> | 1 | 13 | \"src\" must lead to a picture",
                "<link rel=stylesheet href=\"https://x/y.css\"> | 1 | 1 | <link> cannot stand",
                "<style>p{color:red}</style> | 1 | 1 | <style> cannot stand",
                "<p style=\"background:url(https://x/y.png)\">a</p> | 1 | 4 | \"url(\" cannot stand",
                "<p style=\"position: fixed\">a</p> | 1 | 4 | does not leave its place",
                "<p style=\"color:{{city}}\">a</p> | 1 | 4 | A value cannot stand in a style",
                "<p title={{city}}>a</p> | 1 | 4 | needs quotes",
                "<p {{city}}>a</p> | 1 | 4 | only within the quotes",
                "<{{city}}>a | 1 | 1 | tag's name",
                "{{{displayName}}} | 1 | 1 | must not stand unescaped",
                "{{& displayName}} | 1 | 1 | must not stand unescaped",
                "{{#city}}x | 1 | 1 | not in the Mustache language",
                "<p>x{{/city}}</p> | 1 | 1 | not in the Mustache language",
                "<div>a | 1 | 1 | <div> is not closed",
                "<b>a</b></div> | 1 | 9 | closes nothing here",
                "<body><p>a</p></body> | 1 | 1 | part of a mail",
                "<img alt=\"\" src=\"cid:other.png\"> | 1 | 13 | has no picture \"other.png\"",
                "<svg><circle/></svg> | 1 | 1 | <svg> cannot stand",
                "<plaintext> | 1 | 1 | swallow the rest",
                "<!-- | 1 | 1 | comment is not closed",
                "<textarea> | 1 | 1 | cannot stand",
                "<p title=\"a>b</p> | 1 | 1 | not closed",
            })
    void refusesWithLineAndColumn(String html, int line, int column, String message) {
        assertThat(errors(html)).anySatisfy(finding -> {
            assertThat(finding.message()).contains(message);
            assertThat(finding.line()).isEqualTo(line);
            assertThat(finding.column()).isEqualTo(column);
        });
    }

    @Test
    void countsLinesAndColumnsInTheSource() {
        assertThat(errors("<p>\n  {{displayName}}\n  <b onload=\"x\">y</b></p>"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.line()).isEqualTo(3);
                    assertThat(finding.column()).isEqualTo(6);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{displayname}} | no attribute of Entra",
                "<p style='color:#000000'>x</p> | dark mode",
                "<img src='https://x/y.png'> | no alt text",
                "<img src='http://x/y.png' alt=''> | over https",
            })
    void warnsOfWhatWillNotLookAsMeant(String html, String message) {
        assertThat(check(html)).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.message()).contains(message);
        });
    }

    @Test
    void watchesTheSize() {
        assertThat(check("<p>" + "x".repeat(40_000) + "</p>"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("Gmail clips"));
        assertThat(errors("<p>" + "x".repeat(110_000) + "</p>")).hasSize(1);
        assertThat(errors("x".repeat(300_000))).hasSize(1);
        SignatureTemplate heavy = SignatureTemplate.of(
                "t",
                "<img src=\"cid:a.png\" alt=\"\">",
                Optional.empty(),
                List.of(Picture.of("a.png", "image/png", new byte[1_300_000])));
        assertThat(TemplateCheck.check(heavy)).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.field()).isEqualTo("pictures");
        });
    }

    @Test
    void examinesTheTextFormToo() {
        SignatureTemplate template = SignatureTemplate.of("t", "x", Optional.of("a\n{{#city}}"), List.of());
        assertThat(TemplateCheck.check(template)).singleElement().satisfies(finding -> {
            assertThat(finding.field()).isEqualTo("text");
            assertThat(finding.line()).isEqualTo(2);
        });
    }
}
