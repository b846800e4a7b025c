package org.afterword.cli.sign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.afterword.cli.Terminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignCommandTest {
    private static final String MAIL = "From: =?utf-8?q?J=C3=BCrg_Wyss?= <jw@contoso.example>\r\nTo: a@b.example\r\n"
            + "Subject: Hi\r\n\r\nHello\r\n";

    private final Terminal terminal = new Terminal();
    private Path folder;
    private Path in;
    private Path target;
    private Path template;

    @BeforeEach
    void files(@TempDir Path temporary) throws IOException {
        folder = temporary;
        in = Files.createDirectory(temporary.resolve("in"));
        target = temporary.resolve("out");
        template = Files.writeString(temporary.resolve("t.html"), "<p>{{displayName}} · {{mail}}</p>");
        Files.writeString(in.resolve("a.eml"), MAIL);
    }

    @Test
    void signsWithTheNameThatTheMailItselfStates() throws Exception {
        assertThat(sign()).isZero();
        assertThat(Files.readString(target.resolve("a.eml")))
                .containsPattern(
                        "^Received: by localhost \\(Afterword\\) with ESMTPS id [0-9a-f-]{36}; \\w{3}, [^\r]* \\+0000\r\n")
                .contains("X-Afterword-MessageProcessed: true\r\n")
                .contains("Hello")
                .contains("jw@contoso.example");
        assertThat(terminal.out()).startsWith("1 signed, 0 left alone, 0 bad, in ");
    }

    @Test
    void signsAsThePersonOfAFile() throws Exception {
        Path person = Files.writeString(folder.resolve("p.json"), """
                {"mail": "anna@contoso.example", "displayName": "Anna Keller", "businessPhones": ["+41 44 1", "x"],
                 "accountEnabled": true, "officeLocation": null, "onPremisesExtensionAttributes": {"extensionAttribute1": "E1"}}
                """);
        Files.writeString(template, "<p>{{displayName}} {{businessPhones}} {{extensionAttribute1}}</p>");
        assertThat(sign("--person", person.toString())).isZero();
        assertThat(Files.readString(target.resolve("a.eml"))).contains("Anna Keller +41 44 1 E1");
    }

    @Test
    void takesTheTextTemplateForText() throws Exception {
        Path text = Files.writeString(folder.resolve("t.txt"), "Plain {{displayName}}\n");
        assertThat(sign("--text-template", text.toString())).isZero();
        assertThat(Files.readString(target.resolve("a.eml"))).contains("Plain J");
    }

    @Test
    void replacesSignaturesThatItIsTold() throws Exception {
        Files.writeString(in.resolve("a.eml"), MAIL + "\r\nJoan Wu\r\nContoso, Room 17\r\nTel. 555\r\n");
        Path known = Files.writeString(
                folder.resolve("k.txt"), "Somebody else\nElsewhere\n\n\nJoan Wu\nContoso, *\nTel. *\n");
        assertThat(sign("--known", known.toString())).isZero();
        assertThat(Files.readString(target.resolve("a.eml")))
                .contains("Hello")
                .contains("jw@contoso.example")
                .doesNotContain("Room 17", "Tel.");
    }

    @Test
    void explainsEachDecisionAsALineOfJson() throws Exception {
        Files.writeString(in.resolve("b.eml"), "Auto-Submitted: auto-replied\r\n" + MAIL);
        assertThat(sign("--explain")).isZero();
        List<String> lines = terminal.out().lines().toList();
        assertThat(lines).hasSize(2);
        JsonNode signed = new ObjectMapper().readTree(lines.get(0));
        assertThat(signed.path("file").asText()).isEqualTo("a.eml");
        assertThat(signed.path("decision").asText()).isEqualTo("signed");
        assertThat(signed.path("kind").asText()).isEqualTo("new");
        assertThat(signed.path("edits")).isNotEmpty();
        JsonNode left = new ObjectMapper().readTree(lines.get(1));
        assertThat(left.path("reason").asText()).isEqualTo("AUTOMATIC");
        assertThat(left.path("why").asText()).isEqualTo("A machine sent it.");
    }

    @Test
    void copiesABadFileUnchangedAndGoesOn() throws Exception {
        byte[] noMail = {0, 1, 2, 3};
        Files.write(in.resolve("0.eml"), noMail);
        Files.writeString(in.resolve("truth.jsonl"), "{}");
        assertThat(sign()).isEqualTo(1);
        assertThat(target.resolve("0.eml")).hasBinaryContent(noMail);
        assertThat(target.resolve("a.eml")).exists();
        assertThat(target.resolve("truth.jsonl")).doesNotExist();
        assertThat(terminal.err().lines()).hasSize(1).first().asString().contains("0.eml: ", "Copied unchanged.");
    }

    @Test
    void takesThePicturesBesideTheTemplate() throws Exception {
        Files.writeString(template, "<p><img src=\"cid:logo.png\"></p>");
        assertThat(sign()).isEqualTo(1);
        assertThat(terminal.err()).contains("cid:logo.png");
        Files.write(folder.resolve("logo.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        assertThat(sign()).isZero();
    }

    @Test
    void refusesToWriteOverTheOriginals() throws Exception {
        target = in;
        assertThat(sign()).isEqualTo(2);
        assertThat(terminal.err()).contains("another folder");
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        assertThat(terminal.run("sign", "--in", "x")).isEqualTo(2);
        assertThat(terminal.err()).contains("Missing required options: '--template=T.html', '--out=DIR'");
        in = folder.resolve("nowhere");
        assertThat(sign()).isEqualTo(1);
        assertThat(terminal.err()).contains("no such file or folder: " + in);
    }

    private int sign(String... more) throws Exception {
        List<String> words = new ArrayList<>(
                List.of("sign", "--template", template.toString(), "--in", in.toString(), "--out", target.toString()));
        words.addAll(List.of(more));
        return terminal.run(words.toArray(new String[0]));
    }
}
