package org.afterword.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.Decision;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.SigningContext;
import org.afterword.engine.SigningResult;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;

/**
 * A mail in the markup of one client, and where its author stopped writing.
 *
 * @param resource where it stands on the class path
 * @param lastWords what the author wrote last
 * @param tagline what the client put below, which gives way to the signature; may be empty
 */
record WrittenMail(String resource, String lastWords, String tagline) {
    static final String SIGNATURE_TEXT = "Anna Keller, Contoso Wind";
    static final int SIGNATURE_HEIGHT = 40;
    static final int SIGNATURE_COLOUR = 0xff00ff;

    private static final String SIGNATURE_HTML = "<div style=\"width:200px;height:" + SIGNATURE_HEIGHT
            + "px;background-color:#ff00ff;color:#ffffff;font:12px sans-serif\">Anna Keller<br>Contoso Wind</div>";
    private static final String DEMO = "/org/afterword/cli/demo/";
    private static final String MAILS = "/mails/";

    static List<WrittenMail> all() {
        return List.of(
                new WrittenMail(DEMO + "outlook-new.eml", "Anna", ""),
                new WrittenMail(DEMO + "outlook-reply.eml", "Bruno", ""),
                new WrittenMail(DEMO + "german-reply.eml", "Anna Keller", ""),
                new WrittenMail(DEMO + "owa-reply.eml", "Mei", ""),
                new WrittenMail(DEMO + "japanese-reply.eml", "田中", ""),
                new WrittenMail(DEMO + "outlook-ios-reply.eml", "do not like rain.", "Get Outlook for iOS"),
                new WrittenMail(DEMO + "iphone-new.eml", "Bruno", "Sent from my iPhone"),
                new WrittenMail(DEMO + "apple-mail-reply.eml", "Anna", ""),
                new WrittenMail(DEMO + "gmail-reply.eml", "Mei", ""),
                new WrittenMail(DEMO + "thunderbird-reply.eml", "Bruno", ""),
                new WrittenMail(DEMO + "plain-text-new.eml", "Bruno", ""),
                new WrittenMail(MAILS + "outlook-android-reply.eml", "tomorrow.", "Get Outlook for Android"),
                new WrittenMail(MAILS + "outlook-forward.eml", "Bruno", ""),
                new WrittenMail(MAILS + "gmail-forward.eml", "Mei", ""),
                new WrittenMail(MAILS + "hebrew-owa-reply.eml", "אנה", ""),
                new WrittenMail(MAILS + "gmail-new.eml", "Mei", ""),
                new WrittenMail(MAILS + "yahoo-reply.eml", "Bruno", ""),
                new WrittenMail(MAILS + "plain-text-reply.eml", "Mei", ""),
                new WrittenMail(MAILS + "japanese-iso-2022-jp-reply.eml", "田中", ""),
                new WrittenMail(MAILS + "html-only-base64.eml", "Bruno", ""),
                new WrittenMail(MAILS + "html-only-windows-1252.eml", "Anna", ""),
                new WrittenMail(MAILS + "mixed-attachment.eml", "Bruno", ""),
                new WrittenMail(MAILS + "related-picture.eml", "Anna", ""),
                new WrittenMail(MAILS + "utf8-8bit.eml", "Anna", ""));
    }

    /** The file's name without its ending. */
    String name() {
        return resource.substring(resource.lastIndexOf('/') + 1, resource.lastIndexOf('.'));
    }

    boolean rightToLeft() {
        return resource.contains("hebrew");
    }

    /** The mail as its client sent it. */
    MailParts before(Path folder) throws IOException {
        return MailParts.read(Files.write(folder.resolve(name() + ".eml"), bytes()));
    }

    /** The mail with a signature of one colour and a fixed height. */
    MailParts after(Path folder) throws IOException {
        SignatureEngine engine = new SignatureEngine();
        MailAddress address = MailAddress.parse("anna.keller@contoso.example").orElseThrow();
        SignatureTemplate template =
                SignatureTemplate.of("block", SIGNATURE_HTML, Optional.of(SIGNATURE_TEXT), List.of());
        SigningContext context = new SigningContext(
                Envelope.of(address.address(), List.of("joan.price@fabrikam.example")),
                Optional.of(new Person(address, Map.of())),
                SignatureCatalog.of(List.of(SignatureRule.of("all", "All", "block")), List.of(template)),
                Set.of(address.domain()),
                Instant.parse("2026-10-12T10:00:00Z"),
                "from localhost by localhost; Mon, 12 Oct 2026 10:00:00 +0000");
        SigningResult result = engine.sign(engine.read(RawMessage.of(bytes())), context);
        assertThat(result.decision()).isInstanceOf(Decision.Sign.class);
        Path signed = folder.resolve(name() + ".signed.eml");
        try (OutputStream out = Files.newOutputStream(signed)) {
            result.message().writeTo(out);
        }
        return MailParts.read(signed);
    }

    private byte[] bytes() throws IOException {
        try (InputStream in = WrittenMail.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
