package org.afterword.cli.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stamp has the templates {@code full} and {@code old}; the folder has {@code full}, another, and {@code new}. */
@Timeout(60)
class FolderSyncTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private FakeStamp stamp;

    @BeforeEach
    void start() throws IOException {
        stamp = new FakeStamp()
                .answering(
                        "GET /t/templates",
                        200,
                        "{\"items\": [{\"id\": \"full\", \"etag\": \"\\\"1\\\"\"}, {\"id\": \"old\", \"etag\": \"\\\"7\\\"\"}]}")
                .answering(
                        "GET /t/templates/full",
                        "\"1\"",
                        "{\"name\": \"Full\", \"html\": \"<p>a</p>\\n<p>b</p>\", \"pictures\": [{\"name\": \"gone.png\", \"base64\": \"AA==\"}]}")
                .answering("GET /t/templates/old", "\"7\"", "{\"name\": \"Old\", \"html\": \"o\", \"text\": \"o\"}")
                .answering("GET /t/rules", "\"3\"", "{\"rules\": []}")
                .answering("PUT /t/templates/full", 200, "{\"changed\": true}")
                .answering(
                        "PUT /t/templates/new",
                        201,
                        "{\"warnings\": [{\"pointer\": \"#/html\", \"detail\": \"It is large.\"}]}")
                .answering("PUT /t/rules", 200, "{\"changed\": false}")
                .answering("DELETE /t/templates/old", 204, "");
        write("templates/full/template.html", "<p>a</p>\n<p>c</p>");
        write("templates/full/pictures/logo.png", "x");
        write("templates/new/template.html", "<p>n</p>");
        write("rules.json", "{\"rules\": [{\"id\": \"r\"}]}");
    }

    @AfterEach
    void stop() {
        stamp.close();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private FolderSync sync(Path of) {
        return new FolderSync(
                new StampClient(stamp.address(), Optional.empty()),
                "/t",
                new SignatureFolder(of),
                new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void putsTemplatesThenRulesAndDeletesLast() throws IOException {
        sync(folder).put(true, false);
        assertThat(stamp.changes())
                .containsExactly(
                        "PUT /t/templates/full If-Match: \"1\"",
                        "PUT /t/templates/new If-None-Match: *",
                        "PUT /t/rules If-Match: \"3\"",
                        "DELETE /t/templates/old If-Match: \"7\"");
        assertThat(said().lines())
                .containsExactly(
                        "template full: changed",
                        "  html - <p>b</p>",
                        "  html + <p>c</p>",
                        "  picture gone.png: gone",
                        "  picture logo.png: new",
                        "template new: created",
                        "  warning, #/html: It is large.",
                        "rules: unchanged",
                        "template old: deleted");
    }

    @Test
    void deletesNothingUnlessItIsTold() throws IOException {
        sync(folder).put(false, false);
        assertThat(stamp.changes()).hasSize(3).noneMatch(change -> change.startsWith("DELETE"));
        assertThat(said()).contains("template old: not in the folder; it stays");
    }

    @Test
    void changesNothingInADryRun() throws IOException {
        sync(folder).put(true, true);
        assertThat(stamp.changes()).isEmpty();
        assertThat(said())
                .contains(
                        "template full: would be changed",
                        "template new: would be created",
                        "rules: 1, would be put",
                        "template old: not in the folder, would be deleted");
    }

    /** Else a mistyped folder with --delete would delete all templates. */
    @Test
    void refusesAFolderThatHasNothing(@TempDir Path empty) {
        assertThatThrownBy(() -> sync(empty).put(true, false)).hasMessageContaining("no templates and no rules.json");
        assertThat(stamp.requests()).isEmpty();
    }

    @Test
    void writesWhatTheStampHas(@TempDir Path target) throws IOException {
        sync(target).get();
        assertThat(target.resolve("templates/full/template.html")).hasContent("<p>a</p>\n<p>b</p>");
        assertThat(target.resolve("templates/full/pictures/gone.png")).hasBinaryContent(new byte[] {0});
        assertThat(target.resolve("templates/full/template.txt")).doesNotExist();
        assertThat(target.resolve("templates/old/template.txt")).hasContent("o");
        assertThat(target.resolve("rules.json")).content().contains("\"rules\"");
        assertThat(said().lines()).containsExactly("template full: written", "template old: written", "rules: written");
    }
}
