package org.afterword.engine.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.message.AfterwordHeaders;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.splice.Edit;

/** The changes to a message's own header that every mail gets. */
public final class HeaderEdits {
    private HeaderEdits() {}

    /**
     * Our two fields on top, and the routing code gone.
     *
     * @param received the value of the Received field
     */
    public static List<Edit> forEveryMail(ParsedMessage message, String received, String lineEnd) throws IOException {
        // Above the first field, but below an mbox separator or a stray line, which ours would become a part of.
        List<HeaderSection.Field> fields = message.header().fields();
        long top = fields.isEmpty() ? 0 : fields.getFirst().start();
        List<Edit> edits = new ArrayList<>();
        edits.add(added(top, "Received: " + received + lineEnd, Edit.Rule.RECEIVED_ADDED));
        edits.add(added(top, AfterwordHeaders.MESSAGE_PROCESSED + ": true" + lineEnd, Edit.Rule.PROCESSED_ADDED));
        edits.addAll(without(message, Set.of(AfterwordHeaders.AUTH.toLowerCase(Locale.ROOT)), Edit.Rule.AUTH_REMOVED));
        return edits;
    }

    /**
     * Removes the fields of some names.
     *
     * @param names in lower case
     */
    static List<Edit> without(ParsedMessage message, Set<String> names, Edit.Rule rule) throws IOException {
        List<HeaderSection.Field> fields = message.header().fields().stream()
                .filter(field -> names.contains(field.name().toLowerCase(Locale.ROOT)))
                .toList();
        if (fields.isEmpty()) {
            return List.of();
        }
        int start = fields.getFirst().start();
        int end = fields.getLast().end();
        byte[] before = message.raw().bytes(start, end);
        Budget.pass(before.length);
        if (fields.size() > MimeReader.MAX_FIELDS) {
            return List.of(new Edit(start, before, without(before, start, fields), rule));
        }
        return fields.stream()
                .map(field -> new Edit(
                        field.start(),
                        Arrays.copyOfRange(before, field.start() - start, field.end() - start),
                        new byte[0],
                        rule))
                .toList();
    }

    /** In a message that is too much to be read and so is not changed otherwise: one edit in place of very many. */
    private static byte[] without(byte[] header, int start, List<HeaderSection.Field> fields) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(header.length);
        int written = 0;
        for (HeaderSection.Field field : fields) {
            kept.write(header, written, field.start() - start - written);
            written = field.end() - start;
        }
        return kept.toByteArray();
    }

    private static Edit added(long at, String line, Edit.Rule rule) {
        return new Edit(at, new byte[0], line.getBytes(StandardCharsets.US_ASCII), rule);
    }
}
