package org.afterword.engine.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.budget.CountedText;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.splice.Edit;
import org.afterword.engine.splice.TextEdit;

/**
 * Turns changes of a decoded text into changes of the message's bytes.
 *
 * <p>The part keeps its charset and its transfer encoding. What they cannot hold becomes a numeric reference in HTML; plain text that
 * cannot hold it is labelled UTF-8 in quoted-printable, by a splice of the two header lines.
 */
public final class TextSplicer {
    /** RFC 5322, section 2.1.1. */
    private static final int MAX_LINE = 998;

    private static final Pattern BARE_LINE_FEED = Pattern.compile("(?<!\\r)\\n");

    private final RawMessage raw;
    private final MailText body;
    private final byte[] lineEnd;

    private TextSplicer(RawMessage raw, MailText body, String lineEnd) {
        this.raw = raw;
        this.body = body;
        this.lineEnd = lineEnd.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The changes to the message.
     *
     * @param edits sorted and not overlapping
     * @param lineEnd how the message ends its lines
     * @return empty if the text cannot be written with certainty
     */
    public static Optional<List<Edit>> splice(RawMessage raw, MailText body, List<TextEdit> edits, String lineEnd)
            throws IOException {
        try {
            return Optional.of(new TextSplicer(raw, body, lineEnd).splice(MailText.effective(edits)));
        } catch (CharacterCodingException cannotBeWritten) {
            return Optional.empty();
        }
    }

    private List<Edit> splice(List<TextEdit> edits) throws IOException {
        if (edits.isEmpty()) {
            return List.of();
        }
        // The whole text is encoded, decoded or read again once.
        Budget.pass(body.encoded().length);
        boolean html = body.part().is("text/html");
        List<TextEdit> fitting = new ArrayList<>();
        for (TextEdit edit : edits) {
            Budget.pass(edit.replacement().length());
            if (body.canHold(edit.replacement())) {
                fitting.add(edit);
            } else if (html) {
                fitting.add(new TextEdit(edit.start(), edit.end(), withReferences(edit.replacement())));
            } else {
                return relabelled(edits);
            }
        }
        return switch (body.transferEncoding()) {
            case SEVEN_BIT, EIGHT_BIT, BINARY -> identity(pieces(withLineEnds(fitting)), html);
            case QUOTED_PRINTABLE -> quotedPrintable(pieces(fitting));
            case BASE64 -> List.of(wholeBody(base64(BytePiece.applied(body.decoded(), pieces(fitting)))));
        };
    }

    private List<BytePiece> pieces(List<TextEdit> edits) throws CharacterCodingException {
        return switch (body.charset().form()) {
            case PLAIN, WIDE -> {
                int[] ranges = body.byteRanges(edits);
                List<BytePiece> pieces = new ArrayList<>();
                for (int i = 0; i < edits.size(); i++) {
                    byte[] encoded =
                            MailText.encode(body.charset(), edits.get(i).replacement());
                    pieces.add(new BytePiece(ranges[2 * i], ranges[2 * i + 1], encoded));
                }
                yield pieces;
            }
            case ESCAPES, BASE64_RUNS -> ShiftedText.pieces(body, edits);
        };
    }

    private List<Edit> identity(List<BytePiece> pieces, boolean html) {
        byte[] bytes = body.encoded();
        boolean spaces = body.charset().form() == TextCharset.Form.PLAIN
                || body.charset().form() == TextCharset.Form.ESCAPES;
        List<Edit> result = new ArrayList<>();
        for (BytePiece piece : pieces) {
            byte[] inserted = piece.bytes();
            if (html && spaces && inserted.length > 0) {
                inserted = withinLines(inserted, columnOf(bytes, piece.start()), columnsAfter(bytes, piece.end()));
            }
            result.add(edit(piece.start(), piece.end(), inserted));
        }
        return result;
    }

    /** Templates come with the line ends of whoever wrote them; a line feed alone may not stand in a mail (RFC 5322, 2.3). */
    private List<TextEdit> withLineEnds(List<TextEdit> edits) {
        return lineEnd.length == 1
                ? edits
                : edits.stream()
                        .map(edit -> new TextEdit(
                                edit.start(),
                                edit.end(),
                                BARE_LINE_FEED.matcher(edit.replacement()).replaceAll("\r\n")))
                        .toList();
    }

    /** HTML with line ends in place of spaces where a line would be too long, and around it where it joins long lines. */
    private byte[] withinLines(byte[] html, int before, int after) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(html.length + 16);
        int column = before;
        int firstLine = lineEndAfter(html, 0);
        if (before > 0 && before + firstLine > MAX_LINE) {
            out.writeBytes(lineEnd);
            column = 0;
        }
        int written = 0;
        int lastSpace = -1;
        for (int i = 0; i < html.length; i++) {
            if (html[i] == '\n') {
                column = 0;
                lastSpace = -1;
                continue;
            }
            if (html[i] == ' ') {
                lastSpace = i;
            }
            if (++column > MAX_LINE - 2 && lastSpace >= written) {
                out.write(html, written, lastSpace - written);
                out.writeBytes(lineEnd);
                written = lastSpace + 1;
                column = i - lastSpace;
                lastSpace = -1;
            }
        }
        out.write(html, written, html.length - written);
        if (after > 0 && column + after > MAX_LINE) {
            out.writeBytes(lineEnd);
        }
        return out.toByteArray();
    }

    private List<Edit> quotedPrintable(List<BytePiece> pieces) {
        byte[] bytes = body.encoded();
        QuotedPrintable.Decoded decoded = Objects.requireNonNull(body.quotedPrintable());
        boolean wide = body.charset().form() == TextCharset.Form.WIDE;
        List<Edit> result = new ArrayList<>();
        for (BytePiece piece : pieces) {
            int start = decoded.before(piece.start());
            if (start > 0 && bytes[start - 1] != '\n') {
                // White space that was added on the way stays at the end of its line.
                start = decoded.behind(piece.start(), bytes);
            }
            int end = piece.start() == piece.end() ? start : decoded.behind(piece.end(), bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (start > 0 && bytes[start - 1] != '\n') {
                out.write('=');
                out.writeBytes(lineEnd);
            }
            byte[] encoded = wide
                    ? QuotedPrintable.encodeBinary(piece.bytes(), lineEnd)
                    : QuotedPrintable.encode(piece.bytes(), lineEnd);
            out.writeBytes(encoded);
            boolean startsLine = encoded.length == 0 || encoded[encoded.length - 1] == '\n';
            if (!startsLine && end < bytes.length) {
                out.write('=');
                out.writeBytes(lineEnd);
            }
            result.add(edit(start, end, out.toByteArray()));
        }
        return result;
    }

    /** Base64 has no places between bytes, so the same bytes and the new ones are written anew, at the same width. */
    private byte[] base64(byte[] bytes) {
        int width = lineEndAfter(body.encoded(), 0);
        byte[] encoded = Base64.getMimeEncoder(width >= 4 && width <= 76 ? width : 76, lineEnd)
                .encode(bytes);
        // White space behind the last group is no content, and stays as it was.
        byte[] old = body.encoded();
        int contentEnd = old.length;
        while (contentEnd > 0 && old[contentEnd - 1] <= ' ') {
            contentEnd--;
        }
        byte[] whole = Arrays.copyOf(encoded, encoded.length + old.length - contentEnd);
        System.arraycopy(old, contentEnd, whole, encoded.length, old.length - contentEnd);
        return whole;
    }

    /** Plain text whose charset or encoding lacks a character of the signature: UTF-8 in quoted-printable from now on. */
    private List<Edit> relabelled(List<TextEdit> edits) throws IOException {
        if (body.charset().isUnnamed()) {
            throw new CharacterCodingException();
        }
        List<Edit> result = new ArrayList<>(relabelledHeader());
        byte[] utf8 = MailText.encode(TextCharset.UTF_8, TextEdit.applied(edits, body.text()));
        result.add(wholeBody(QuotedPrintable.encode(utf8, lineEnd)));
        return result;
    }

    private List<Edit> relabelledHeader() throws IOException {
        HeaderSection header = body.part().header();
        List<Edit> result = new ArrayList<>();
        Optional<HeaderSection.Field> type = field(header, "Content-Type");
        Optional<HeaderSection.Field> encoding = field(header, "Content-Transfer-Encoding");
        StringBuilder added = new StringBuilder();
        String newline = new String(lineEnd, StandardCharsets.US_ASCII);
        if (type.isPresent()) {
            result.add(replacedField(type.get(), this::withUtf8));
        } else {
            added.append("Content-Type: text/plain; charset=utf-8").append(newline);
        }
        if (encoding.isPresent()) {
            result.add(replacedField(encoding.get(), old -> ": quoted-printable" + newline));
        } else {
            added.append("Content-Transfer-Encoding: quoted-printable").append(newline);
        }
        if (body.part().start() == 0 && field(header, "MIME-Version").isEmpty()) {
            added.append("MIME-Version: 1.0").append(newline);
        }
        if (!added.isEmpty()) {
            long at = header.fields().isEmpty()
                    ? body.part().start()
                    : body.part().start() + header.fields().getLast().end();
            result.add(new Edit(
                    at,
                    new byte[0],
                    added.toString().getBytes(StandardCharsets.US_ASCII),
                    Edit.Rule.PART_HEADER_CHANGED));
        }
        return result;
    }

    /** The field's text behind its name, with the charset parameter's value replaced and all else as it was. */
    private String withUtf8(String old) {
        Matcher charset = Pattern.compile(
                        "(;[ \\t\\r\\n]*charset[ \\t]*=[ \\t]*)(\"[^\"]*\"|[^; \\t\\r\\n]*)", Pattern.CASE_INSENSITIVE)
                .matcher(new CountedText(old));
        if (charset.find()) {
            return old.substring(0, charset.end(1)) + "utf-8" + old.substring(charset.end());
        }
        String withoutLineEnd = old.stripTrailing();
        return withoutLineEnd + "; charset=utf-8" + old.substring(withoutLineEnd.length());
    }

    private Edit replacedField(HeaderSection.Field field, UnaryOperator<String> change) throws IOException {
        long start = body.part().start() + field.start();
        long end = body.part().start() + field.end();
        byte[] old = raw.bytes(start, end);
        String text = new String(old, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        byte[] changed =
                (text.substring(0, colon) + change.apply(text.substring(colon))).getBytes(StandardCharsets.ISO_8859_1);
        return new Edit(start, old, changed, Edit.Rule.PART_HEADER_CHANGED);
    }

    private static Optional<HeaderSection.Field> field(HeaderSection header, String name) {
        return header.fields().stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private Edit edit(int start, int end, byte[] inserted) {
        return new Edit(
                body.part().bodyStart() + start,
                Arrays.copyOfRange(body.encoded(), start, end),
                inserted,
                Edit.Rule.SIGNATURE_PLACED);
    }

    private Edit wholeBody(byte[] encoded) {
        return edit(0, body.encoded().length, encoded);
    }

    private static String withReferences(String html) {
        StringBuilder result = new StringBuilder(html.length() + 64);
        html.codePoints().forEach(c -> {
            if (c < 0x80) {
                result.append((char) c);
            } else {
                result.append("&#x").append(Integer.toHexString(c)).append(';');
            }
        });
        return result.toString();
    }

    /** How many bytes stand before {@code at} on its line, as far as a line may have. */
    private static int columnOf(byte[] bytes, int at) {
        int position = at;
        while (position > 0 && bytes[position - 1] != '\n' && at - position <= MAX_LINE) {
            position--;
        }
        return at - position;
    }

    /** How many bytes are left on the line that holds {@code at}, as far as a line may have. */
    private static int columnsAfter(byte[] bytes, int at) {
        int position = at;
        while (position < bytes.length
                && bytes[position] != '\n'
                && bytes[position] != '\r'
                && position - at <= MAX_LINE) {
            position++;
        }
        return position - at;
    }

    /** Where the line that holds {@code from} ends, before its line end. */
    private static int lineEndAfter(byte[] bytes, int from) {
        int position = from;
        while (position < bytes.length && bytes[position] != '\n' && bytes[position] != '\r') {
            position++;
        }
        return position;
    }
}
