package org.afterword.engine.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.place.Bodies;
import org.afterword.engine.place.Placer;
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
                header,
                Placer.read(new Bodies(Optional.of(html), Optional.empty(), false))
                        .evidence());
    }
}
