package org.afterword.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageServerTest {
    private PageServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        server = PageServer.start(0);
        server.addHint("swaks");
        Path before = Files.writeString(folder.resolve("b.eml"), "Subject: a\r\n\r\nHello\r\n");
        Path after = Files.writeString(folder.resolve("a.eml"), "Subject: a\r\n\r\nHello\r\nAnna\r\n");
        server.add(new ShownMail(
                1, "Plain", "a@b.example", "c@d.example", "a", "new", "signed", "rule", 12, before, after));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void servesThePageWithAStrictPolicy() throws IOException {
        String answer = get("/", "localhost");
        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("Content-Security-Policy: default-src 'none'; script-src 'self';")
                .contains("<title>Afterword demo</title>");
        assertThat(get("/page.js", "localhost")).contains("text/javascript");
        assertThat(get("/page.css", "localhost")).contains("text/css");
        assertThat(get("/icon.svg", "localhost")).contains("image/svg+xml");
    }

    @Test
    void listsMailsAndShowsOne() throws IOException {
        assertThat(get("/mails", "127.0.0.1:8025")).contains("\"title\":\"Plain\"", "\"hints\":[\"swaks\"]");
        assertThat(get("/mails/1", "localhost")).contains("[\"Anna\",1]");
        assertThat(get("/mails/1/after.eml", "localhost")).contains("message/rfc822", "Hello\r\nAnna\r\n");
        assertThat(get("/mails/2", "localhost")).startsWith("HTTP/1.1 404");
        assertThat(get("/../pom.xml", "localhost")).startsWith("HTTP/1.1 404");
    }

    @Test
    void refusesANameOfAnotherSite() throws IOException {
        assertThat(get("/mails/1", "evil.example")).startsWith("HTTP/1.1 421").doesNotContain("Anna");
    }

    @Test
    void saysThatThePortIsTaken() {
        int port = server.port();
        assertThatThrownBy(() -> PageServer.start(port))
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("port " + port + " is taken: ");
    }

    private String get(String path, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
