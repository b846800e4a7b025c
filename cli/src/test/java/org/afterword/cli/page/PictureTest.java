package org.afterword.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a reader sees, before and after: the signature stands below the new text, and nothing else has moved. The
 * pictures are left in {@code target/pictures/index.html} to be looked at.
 */
class PictureTest {
    private static final Path FOLDER = Path.of("target", "pictures").toAbsolutePath();
    private static final Pattern PICTURE = Pattern.compile("cid:([^\"'\\s>]+)");
    private static final int WHITE = 0xffffff;
    /** An empty line, in the largest type of these mails. */
    private static final int EMPTY_LINE = 32;
    /** What a rule leaves free above it. */
    private static final int RULE_MARGIN = 7;
    /** What a last paragraph leaves free below, which shows as soon as something follows. */
    private static final int PARAGRAPH_MARGIN = 20;

    private static final Map<String, Views> PICTURES = new LinkedHashMap<>();

    /** The same mail four times; with words hidden, their place stays empty and nothing else moves. */
    record Views(
            List<IntBuffer> before,
            List<IntBuffer> after,
            List<IntBuffer> withoutLastWords,
            List<IntBuffer> withoutTagline) {}

    static Stream<WrittenMail> mails() {
        return WrittenMail.all().stream().filter(mail -> !mail.resource().contains("/plain-text"));
    }

    @BeforeAll
    static void render() throws IOException, InterruptedException {
        List<Path> programs = Pictures.programs();
        assumeFalse(programs.isEmpty(), "Chromium is not installed; on Debian: apt-get install chromium");
        clear();
        List<WrittenMail> mails = mails().toList();
        List<String> documents = new ArrayList<>();
        for (WrittenMail mail : mails) {
            MailParts parts = mail.before(FOLDER);
            String before = shown(parts);
            documents.add(before);
            documents.add(shown(mail.after(FOLDER)));
            documents.add(hideText(before, mail.lastWords()));
            documents.add(mail.tagline().isEmpty() ? before : hideElement(before, mail.tagline()));
        }
        List<BufferedImage> pictures = new Pictures(programs.getFirst(), FOLDER).of(documents);
        StringBuilder index = new StringBuilder("<!DOCTYPE html><meta charset=utf-8><title>Before and after</title>");
        for (int i = 0; i < mails.size(); i++) {
            List<BufferedImage> views = pictures.subList(4 * i, 4 * i + 4);
            String name = mails.get(i).name();
            PICTURES.put(
                    name, new Views(rows(views.get(0)), rows(views.get(1)), rows(views.get(2)), rows(views.get(3))));
            ImageIO.write(
                    views.get(0), "png", FOLDER.resolve(name + ".before.png").toFile());
            ImageIO.write(
                    views.get(1), "png", FOLDER.resolve(name + ".after.png").toFile());
            index.append("<h2>%s</h2><img src=%s.before.png alt=before> <img src=%s.after.png alt=after>\n"
                    .formatted(name, name, name));
        }
        Files.writeString(FOLDER.resolve("index.html"), index, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("mails")
    void showsTheSignatureBelowTheNewTextAndMovesNothingElse(WrittenMail mail) {
        Views views = Objects.requireNonNull(PICTURES.get(mail.name()));
        List<IntBuffer> after = views.after();
        BitSet signature = rowsWhere(after, PictureTest::coloured);
        int top = signature.nextSetBit(0);
        int bottom = signature.length();
        assertThat(signature.cardinality()).isEqualTo(bottom - top).isEqualTo(WrittenMail.SIGNATURE_HEIGHT);

        BitSet lastWords = differing(views.before(), views.withoutLastWords());
        assertThat(top).as("below what the author wrote last").isGreaterThan(lastWords.length());
        assertThat(after.subList(lastWords.length(), top))
                .as("what is between the two")
                .allMatch(PictureTest::blank)
                .hasSizeBetween(EMPTY_LINE / 2, 2 * EMPTY_LINE);

        Insertion<IntBuffer> change = Insertion.between(content(views.withoutTagline()), content(after));
        assertThat(change.removed()).as("what went or moved").allMatch(PictureTest::blank);
        assertThat(change.inserted().stream().filter(row -> !blank(row)))
                .as("what came")
                .hasSize(WrittenMail.SIGNATURE_HEIGHT)
                .allMatch(PictureTest::coloured);
        int margin = change.below().isEmpty() ? PARAGRAPH_MARGIN : 0;
        assertThat(change.inserted().size() - change.removed().size())
                .as("how far the thread, or the end, moved")
                .isBetween(0, WrittenMail.SIGNATURE_HEIGHT + 2 * EMPTY_LINE + margin);
        int thread = rowsWhere(after, row -> !blank(row)).nextSetBit(bottom);
        assertThat(thread < 0 ? EMPTY_LINE : thread - bottom)
                .as("what is between the signature and the thread")
                .isBetween(RULE_MARGIN, 2 * EMPTY_LINE);
        assertThat(edge(after.get(top), mail.rightToLeft())).as("indent").isBetween(0, 16);
    }

    private static String shown(MailParts parts) {
        String html = Objects.requireNonNull(parts.html());
        return PICTURE.matcher(html).replaceAll(found -> Objects.requireNonNull(parts.picture(found.group(1))));
    }

    /** Hides the first text that ends with these words. */
    private static String hideText(String html, String words) {
        return parse(html)
                .body()
                .nodeStream(TextNode.class)
                .filter(text -> text.text().strip().endsWith(words))
                .findFirst()
                .map(text -> hide(
                        html, text.sourceRange().startPos(), text.sourceRange().endPos()))
                .orElseThrow();
    }

    /** Hides what is in the innermost element with just this text. */
    private static String hideElement(String html, String text) {
        Element found = parse(html).body().stream()
                .filter(element -> element.text().equals(text))
                .reduce((outer, inner) -> inner)
                .orElseThrow();
        return hide(html, found.sourceRange().endPos(), found.endSourceRange().startPos());
    }

    private static Document parse(String html) {
        return Jsoup.parse(html, Parser.htmlParser().setTrackPosition(true));
    }

    private static String hide(String html, int start, int end) {
        return html.substring(0, start) + "<span style=\"visibility:hidden\">" + html.substring(start, end) + "</span>"
                + html.substring(end);
    }

    private static List<IntBuffer> rows(BufferedImage picture) {
        int width = picture.getWidth();
        List<IntBuffer> rows = new ArrayList<>();
        for (int y = 0; y < picture.getHeight(); y++) {
            int[] row = picture.getRGB(0, y, width, 1, null, 0, width);
            for (int x = 0; x < width; x++) {
                row[x] &= 0xffffff;
            }
            rows.add(IntBuffer.wrap(row));
        }
        return rows;
    }

    /** Without the empty rows at the end. */
    private static List<IntBuffer> content(List<IntBuffer> rows) {
        int length = rowsWhere(rows, row -> !blank(row)).length();
        assertThat(length).as("rows in use, of those in the picture").isLessThan(rows.size());
        return rows.subList(0, length);
    }

    private static BitSet rowsWhere(List<IntBuffer> rows, Predicate<IntBuffer> what) {
        BitSet found = new BitSet();
        IntStream.range(0, rows.size()).filter(y -> what.test(rows.get(y))).forEach(found::set);
        return found;
    }

    private static BitSet differing(List<IntBuffer> rows, List<IntBuffer> others) {
        BitSet found = new BitSet();
        IntStream.range(0, rows.size())
                .filter(y -> !rows.get(y).equals(others.get(y)))
                .forEach(found::set);
        return found;
    }

    private static boolean blank(IntBuffer row) {
        return IntStream.of(row.array()).allMatch(pixel -> pixel == WHITE);
    }

    private static boolean coloured(IntBuffer row) {
        return IntStream.of(row.array())
                        .filter(pixel -> pixel == WrittenMail.SIGNATURE_COLOUR)
                        .count()
                > 100;
    }

    /** How many pixels are between the signature and the side where lines begin. */
    private static int edge(IntBuffer row, boolean rightToLeft) {
        int width = row.capacity();
        return IntStream.range(0, width)
                .filter(x -> row.get(rightToLeft ? width - 1 - x : x) == WrittenMail.SIGNATURE_COLOUR)
                .findFirst()
                .orElse(width);
    }

    private static void clear() throws IOException {
        if (Files.exists(FOLDER)) {
            try (Stream<Path> files = Files.walk(FOLDER)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(FOLDER);
    }
}
