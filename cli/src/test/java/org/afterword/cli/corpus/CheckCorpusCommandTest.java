package org.afterword.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.afterword.cli.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCorpusCommandTest {
    private static final String MAIL =
            "From: a@contoso.example\r\nTo: you@fabrikam.example\r\nSubject: Hi\r\n\r\nHello\r\n";

    @TempDir
    Path folder;

    private final Terminal terminal = new Terminal();

    @Test
    void countsWhatBecameOfTheMailsOfAllFolders() throws IOException {
        Files.writeString(folder.resolve("a.eml"), MAIL);
        Files.writeString(
                Files.createDirectory(folder.resolve("in")).resolve("b.eml"),
                "Auto-Submitted: auto-replied\r\n" + MAIL);
        Files.writeString(folder.resolve("c.txt"), MAIL);
        assertThat(terminal.run("check-corpus", folder.toString())).isZero();
        assertThat(terminal.out().lines())
                .containsExactly("     1  AUTOMATIC", "     1  signed as new", "2 mails checked, 0 promises broken");
    }

    @Test
    void breaksTheMailsThatItIsTold() throws IOException {
        Files.writeString(folder.resolve("a.eml"), MAIL);
        assertThat(terminal.run("check-corpus", folder.toString(), "--mutations", "50", "--seed", "7"))
                .isZero();
        assertThat(terminal.out()).endsWith("51 mails checked, 0 promises broken" + System.lineSeparator());
    }

    @Test
    void findsThatAFolderWithoutMailIsNoSuccess() {
        assertThat(terminal.run("check-corpus", folder.toString(), "--mutations", "5"))
                .isEqualTo(1);
        assertThat(terminal.out()).contains("0 mails checked");
    }

    @Test
    void needsAFolder() {
        assertThat(terminal.run("check-corpus")).isEqualTo(2);
        assertThat(terminal.err()).contains("DIR");
        assertThat(terminal.run("check-corpus", folder.resolve("nowhere").toString()))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("is not a folder");
        assertThat(terminal.run("check-corpus", folder.toString(), "--seed", "x"))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("'--seed'", "whole number");
    }
}
