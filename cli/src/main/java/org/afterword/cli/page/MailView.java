package org.afterword.cli.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the page shows of one mail, as JSON: each state as HTML, as text and as it went over the wire. */
final class MailView {
    private static final int SHOWN_SOURCE = 200_000;

    private MailView() {}

    static ObjectNode of(Path beforeFile, Path afterFile) throws IOException {
        MailParts before = MailParts.read(beforeFile);
        MailParts after = MailParts.read(afterFile);
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ObjectNode left = view.putObject("before");
        ObjectNode right = view.putObject("after");
        addHtml(before, after, left, right);
        addLines("text", lines(before.text()), lines(after.text()), left, right);
        addLines("source", source(beforeFile), source(afterFile), left, right);
        before.attachments().forEach(left.putArray("attachments")::add);
        after.attachments().forEach(right.putArray("attachments")::add);
        return view;
    }

    private static void addHtml(MailParts before, MailParts after, ObjectNode left, ObjectNode right) {
        String earlier = before.html();
        String later = after.html();
        if (earlier != null && later != null) {
            HtmlChange change = HtmlChange.between(earlier, later);
            left.put("html", change.shownBefore(before));
            right.put("html", change.shownAfter(after));
        }
    }

    private static void addLines(
            String name,
            @Nullable List<String> before,
            @Nullable List<String> after,
            ObjectNode left,
            ObjectNode right) {
        if (before != null && after != null) {
            LineDiff diff = LineDiff.of(before, after);
            add(left.putArray(name), before, diff.removed());
            add(right.putArray(name), after, diff.added());
        }
    }

    private static void add(ArrayNode target, List<String> lines, BitSet changed) {
        for (int i = 0; i < lines.size(); i++) {
            target.addArray().add(lines.get(i)).add(changed.get(i) ? 1 : 0);
        }
    }

    private static @Nullable List<String> lines(@Nullable String text) {
        return text == null ? null : text.lines().toList();
    }

    private static List<String> source(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            String text = new String(bytes.readNBytes(SHOWN_SOURCE), StandardCharsets.UTF_8);
            return text.lines().toList();
        }
    }
}
