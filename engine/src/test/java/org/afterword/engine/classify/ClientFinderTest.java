package org.afterword.engine.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.model.Client;
import org.afterword.engine.place.Placer;
import org.afterword.engine.place.lines.ReadText;
import org.junit.jupiter.api.Test;

class ClientFinderTest {

    @Test
    void believesTheHeader() {
        assertThat(client("X-Mailer: iPhone Mail (21E236)", "Hello")).isEqualTo(Client.MOBILE);
        assertThat(client("X-Mailer: Outlook for iOS and Android", "Hello")).isEqualTo(Client.MOBILE);
        assertThat(client("X-Mailer: Microsoft Outlook 16.0", "Hello")).isEqualTo(Client.OTHER);
        assertThat(client("User-Agent: Mozilla Thunderbird", "Hello")).isEqualTo(Client.OTHER);
    }

    @Test
    void knowsMobileClientsByMarkupAndTagline() {
        assertThat(client("", "<div>Hello</div><div id=\"ms-outlook-mobile-signature\">Ann</div>"))
                .isEqualTo(Client.MOBILE);
        assertThat(client("", "<div>Hello</div><div>Von meinem iPhone gesendet</div>"))
                .isEqualTo(Client.MOBILE);
        assertThat(client("", "<body dir=\"auto\">Hello</body>")).isEqualTo(Client.MOBILE);
        assertThat(client("", "Hello<br id=\"lineBreakAtBeginningOfSignature\"><div>Ann</div>"))
                .isEqualTo(Client.MOBILE);
    }

    @Test
    void knowsDesktopClientsByMarkup() {
        assertThat(client("", "<div class=\"WordSection1\"><p>Hello</p></div>")).isEqualTo(Client.OTHER);
        assertThat(client("", "<div class=\"elementToProof\">Hello</div>")).isEqualTo(Client.OTHER);
        assertThat(client("", "<div>Hello</div><div>Sent from Mail for Windows</div>"))
                .isEqualTo(Client.OTHER);
    }

    @Test
    void knowsAppleMailOnAMac() {
        String mac =
                "<body style=\"overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;\">"
                        + "<br id=\"lineBreakAtBeginningOfMessage\">Hello</body>";
        assertThat(client("", mac)).isEqualTo(Client.OTHER);
        assertThat(client("X-Mailer: Apple Mail (2.3774.400.31)", "Hello<div>Sent from my iPhone</div>"))
                .isEqualTo(Client.OTHER);
    }

    @Test
    void knowsOutlookOnTheWebByTheRuleInItsHead() {
        String style = "<style type=\"text/css\" style=\"display:none;\"> P {margin-top:0;margin-bottom:0;} </style>";
        assertThat(client("", "<html><head>" + style + "</head><body dir=\"ltr\"><div>Hello</div></body></html>"))
                .isEqualTo(Client.OTHER);
        assertThat(client(
                        "",
                        "<html><body><div>Hello</div><blockquote>" + style + "Shall we?</blockquote></body></html>"))
                .isEqualTo(Client.UNKNOWN);
    }

    @Test
    void looksAtOtherFieldsLast() {
        assertThat(client("Message-ID: <584010aa-2013-efbf-835a-4d0366c5f77d@contoso.example>", "Hello"))
                .isEqualTo(Client.OTHER);
        assertThat(client("Message-ID: <000001dac0ab$12345678$9abcdef0$@contoso.example>", "Hello"))
                .isEqualTo(Client.OTHER);
        assertThat(client("Message-ID: <abc.12.1700000000000@email.android.com>", "Hello"))
                .isEqualTo(Client.MOBILE);
        assertThat(client("MIME-Version: 1.0 (1.0)", "Hello")).isEqualTo(Client.MOBILE);
        assertThat(client("MIME-Version: 1.0 (Mac OS X Mail 16.0 (3774.400.31))", "Hello"))
                .isEqualTo(Client.OTHER);
        assertThat(client("Message-ID: <584010AA-2013-4FBF-835A-4D0366C5F77D@contoso.example>", "Hello"))
                .isEqualTo(Client.UNKNOWN);
        assertThat(client("Message-ID: <584010aa-2013-efbf-835a-4d0366c5f77d@proton.me>", "Hello"))
                .isEqualTo(Client.UNKNOWN);
    }

    @Test
    void isNotMisledByAQuoteAboveTheAnswer() {
        assertThat(
                        client(
                                "",
                                "<p>On May 6, 2024, Bob wrote:</p><blockquote type=\"cite\">Shall we?"
                                        + "<div id=\"ms-outlook-mobile-signature\">Bob</div></blockquote><p>Yes, and here is a reason.</p>"))
                .isEqualTo(Client.UNKNOWN);
    }

    @Test
    void isNotMisledByTheThread() {
        assertThat(client(
                        "",
                        "<div>Hello</div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob</div>"
                                + "<div id=\"x_ms-outlook-mobile-signature\">Sent from my iPhone</div>"))
                .isEqualTo(Client.UNKNOWN);
    }

    private static Client client(String field, String html) {
        HeaderSection header = HeaderSection.parse((field + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return ClientFinder.find(
                header, Placer.of(ReadText.html(html), Optional.empty()).evidence());
    }
}
