package org.afterword.cli.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateFilesTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static SignatureCatalog catalog(Path html) throws IOException {
        return TemplateFiles.catalog(html, Optional.empty(), Optional.empty());
    }

    @Test
    void hasOneRuleForEveryMail() throws IOException {
        SignatureCatalog catalog = TemplateFiles.catalog(
                file("t.html", "<p>{{mail}}</p>"), Optional.of(file("t.txt", "{{mail}}")), Optional.empty());
        SignatureTemplate template = catalog.template("template").orElseThrow();
        assertThat(catalog.rules().rules()).hasSize(1);
        assertThat(template.html()).isEqualTo("<p>{{mail}}</p>");
        assertThat(template.text()).hasValue("{{mail}}");
        assertThat(template.pictures()).isEmpty();
    }

    @Test
    void takesEachPictureOnceFromBesideTheHtml() throws IOException {
        Files.write(folder.resolve("logo.PNG"), PNG);
        Files.write(folder.resolve("a.jpg"), PNG);
        Path html = file("t.html", "<img src=\"cid:logo.PNG\"><img src='cid:a.jpg'><img src=\"cid:logo.PNG\">");
        assertThat(catalog(html).template("template").orElseThrow().pictures())
                .extracting(Picture::name, Picture::mediaType)
                .containsExactly(tuple("logo.PNG", "image/png"), tuple("a.jpg", "image/jpeg"));
    }

    @Test
    void saysWhichPictureIsMissingOrUnfit() throws IOException {
        Path missing = file("t.html", "<img src=\"cid:logo.png\">");
        assertThatThrownBy(() -> catalog(missing))
                .hasMessageContaining("cid:logo.png")
                .hasMessageContaining(folder.resolve("logo.png").toString());
        file("logo.svg", "<svg/>");
        Path unfit = file("u.html", "<img src=\"cid:logo.svg\">");
        assertThatThrownBy(() -> catalog(unfit)).hasMessageContaining("a PNG, JPEG or GIF must be at");
    }

    @Test
    void splitsKnownSignaturesAtEmptyLines() throws IOException {
        Path known = file("k.txt", "Joan Wu\nRoom 17\r\n\r\n\r\nTel. *\n\n   \n\n");
        assertThat(TemplateFiles.catalog(file("t.html", "x"), Optional.empty(), Optional.of(known))
                        .rules()
                        .knownSignatures())
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).isNotBlank());
    }

    @Test
    void namesAFileThatIsMissingOrNotInUtf8() throws IOException {
        Path missing = folder.resolve("none.html");
        assertThatThrownBy(() -> catalog(missing)).isInstanceOf(NoSuchFileException.class);
        Path latin1 = Files.write(folder.resolve("l.html"), new byte[] {'Z', (byte) 0xfc, 'r'});
        assertThatThrownBy(() -> catalog(latin1)).hasMessageContaining("l.html is not in UTF-8");
    }
}
