package org.afterword.engine.place;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.afterword.engine.classify.KindFinder;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.model.Classification;
import org.afterword.engine.render.RenderedSignature;
import org.afterword.engine.splice.TextEdit;

/**
 * Signs every mail of a folder with one word, for the placement scorer: {@code PlacementMeasure ORIGINALS SIGNED
 * [PATTERNS]}. The file of patterns has lines {@code ID TAB TEXT}, with {@code \n} for a line break. Prints what was
 * decided, a line per mail.
 */
final class PlacementMeasure {
    private static final RenderedSignature MARK =
            new RenderedSignature("<div>ZZAFTERWORDMARK</div>", "ZZAFTERWORDMARK", List.of());

    private PlacementMeasure() {}

    public static void main(String[] arguments) throws Exception {
        Path originals = Path.of(arguments[0]);
        Path signed = Files.createDirectories(Path.of(arguments[1]));
        Map<String, List<String>> patterns = arguments.length > 2 ? patterns(Path.of(arguments[2])) : Map.of();
        List<Path> mails;
        try (Stream<Path> files = Files.list(originals)) {
            mails = files.filter(file -> file.toString().endsWith(".eml"))
                    .sorted()
                    .toList();
        }
        long start = System.nanoTime();
        for (Path mail : mails) {
            sign(mail, signed.resolve(mail.getFileName()), patterns);
        }
        System.out.printf(Locale.ROOT, "%d mails, %d ms%n", mails.size(), (System.nanoTime() - start) / 1_000_000);
    }

    private static Map<String, List<String>> patterns(Path file) throws IOException {
        Map<String, List<String>> patterns = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            int tab = line.indexOf('\t');
            patterns.computeIfAbsent(line.substring(0, tab), id -> new ArrayList<>())
                    .add(line.substring(tab + 1).replace("\\n", "\n"));
        }
        return patterns;
    }

    private static void sign(Path from, Path to, Map<String, List<String>> patterns) throws Exception {
        byte[] bytes = Files.readAllBytes(from);
        Sources sources = sources(bytes);
        Classification kind = KindFinder.find(HeaderSection.parse(bytes));
        String id = from.getFileName().toString().replace(".eml", "");
        Hints hints = Hints.none()
                .withKind(kind)
                .withKnownSignatures(patterns.getOrDefault(id, List.of()))
                .withReplaceClientSignatures(Boolean.getBoolean("replaceClientSignatures"));
        Placement placement = sources.placer().place(MARK, hints);
        System.out.println(id + "\t" + kind + "\t"
                + (placement instanceof Placed placed
                        ? placed.confidence() + " " + placed.evidence()
                        : placement.toString()));
        if (placement instanceof Placed placed) {
            write(to, sources, placed);
        }
    }

    /** The texts of a mail, decoded. */
    record Sources(Optional<String> html, Optional<String> text, boolean flowed) {
        Placer placer() {
            return Fixture.placer(html, text, flowed);
        }
    }

    /** The first texts of a mail, decoded. */
    static Sources sources(byte[] mail) throws MessagingException, IOException {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail));
        Optional<Part> html = only("html") ? find(message, "text/html") : Optional.empty();
        Optional<Part> text = only("text") ? find(message, "text/plain") : Optional.empty();
        return new Sources(
                html.map(PlacementMeasure::decoded),
                text.map(PlacementMeasure::decoded),
                text.isPresent() && flowed(text.get()));
    }

    /** Whether this part is looked at; {@code -Donly=text} hides the HTML, so that the text has to be judged by itself. */
    private static boolean only(String part) {
        return System.getProperty("only", part).equals(part);
    }

    private static void write(Path to, Sources sources, Placed placed) throws IOException {
        StringBuilder out =
                new StringBuilder("MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=bb\r\n\r\n");
        sources.text().ifPresent(text -> part(out, "plain", TextEdit.applied(placed.text(), text)));
        sources.html().ifPresent(html -> part(out, "html", TextEdit.applied(placed.html(), html)));
        out.append("--bb--\r\n");
        try (OutputStream file = Files.newOutputStream(to)) {
            file.write(out.toString().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void part(StringBuilder out, String type, String content) {
        out.append("--bb\r\nContent-Type: text/")
                .append(type)
                .append("; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n")
                .append(Base64.getMimeEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)))
                .append("\r\n");
    }

    private static Optional<Part> find(Part part, String type) throws MessagingException, IOException {
        if (part.isMimeType("multipart/*")) {
            Multipart parts = (Multipart) part.getContent();
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart child = parts.getBodyPart(i);
                Optional<Part> found = find(child, type);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        boolean attached = Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition());
        return part.isMimeType(type) && !attached ? Optional.of(part) : Optional.empty();
    }

    private static boolean flowed(Part part) throws MessagingException {
        return "flowed".equalsIgnoreCase(new ContentType(part.getContentType()).getParameter("format"));
    }

    private static String decoded(Part part) {
        try (InputStream in = part.getInputStream()) {
            return new String(in.readAllBytes(), charset(part));
        } catch (MessagingException | IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Charset charset(Part part) throws MessagingException {
        try {
            String name = new ContentType(part.getContentType()).getParameter("charset");
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(name));
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.ISO_8859_1;
        }
    }
}
