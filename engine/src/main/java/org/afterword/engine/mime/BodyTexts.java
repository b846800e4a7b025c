package org.afterword.engine.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts in which a reader sees what the author wrote: HTML, its text alternative, or one of them.
 *
 * @param related the multipart/related whose root the HTML is, if there is one
 */
public record BodyTexts(Optional<Part> html, Optional<Part> text, Optional<Part> related) {
    private static final BodyTexts NONE = new BodyTexts(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * All texts that are shown one after another, in their order, wherever alternative, related and mixed put them. Apple
     * Mail writes several around attachments. Attachments, attached messages, reports and meeting requests are none.
     */
    public static List<BodyTexts> of(Part root) {
        List<BodyTexts> shown = new ArrayList<>();
        collect(root, true, shown);
        return shown;
    }

    boolean isEmpty() {
        return html.isEmpty() && text.isEmpty();
    }

    private static void collect(Part part, boolean root, List<BodyTexts> shown) {
        switch (part.contentType().value()) {
            case "multipart/alternative" -> {
                BodyTexts best = alternative(part);
                if (!best.isEmpty()) {
                    shown.add(best);
                }
            }
            case "multipart/related" -> {
                BodyTexts inner = related(part);
                if (!inner.isEmpty()) {
                    shown.add(inner);
                }
            }
            case "multipart/digest", "multipart/report", "multipart/signed", "multipart/encrypted" -> {}
            case "text/html", "text/plain" -> {
                // Without the blank line behind its header a part has no body that could be edited.
                if (part.header().terminated() && (root || !part.isAttachment())) {
                    shown.add(leaf(part));
                }
            }
            default -> part.parts().forEach(child -> collect(child, false, shown));
        }
    }

    private static BodyTexts leaf(Part part) {
        return part.is("text/html")
                ? new BodyTexts(Optional.of(part), Optional.empty(), Optional.empty())
                : new BodyTexts(Optional.empty(), Optional.of(part), Optional.empty());
    }

    /** The last alternative that can be shown is the richest (RFC 2046, section 5.1.4). */
    private static BodyTexts alternative(Part part) {
        Optional<Part> html = Optional.empty();
        Optional<Part> text = Optional.empty();
        Optional<Part> related = Optional.empty();
        for (Part child : part.parts()) {
            List<BodyTexts> inner = of(child);
            if (inner.isEmpty()) {
                continue;
            }
            // In an alternative that is itself a mixed, the last text is the one that the signature belongs under.
            BodyTexts last = inner.getLast();
            if (last.html().isPresent()) {
                html = last.html();
                related = last.related();
            }
            if (last.text().isPresent() && (text.isEmpty() || last.html().isEmpty())) {
                text = last.text();
            }
        }
        return new BodyTexts(html, text, related);
    }

    private static BodyTexts related(Part part) {
        Optional<String> start = part.contentType().parameter("start");
        Part rootPart = part.parts().stream()
                .filter(child ->
                        start.isPresent() && child.header().first("Content-ID").equals(start))
                .findFirst()
                .orElse(part.parts().isEmpty() ? part : part.parts().getFirst());
        if (rootPart == part) {
            return NONE;
        }
        if (rootPart.is("text/html") && rootPart.header().terminated()) {
            return new BodyTexts(Optional.of(rootPart), Optional.empty(), Optional.of(part));
        }
        List<BodyTexts> inner = of(rootPart);
        if (inner.isEmpty()) {
            return NONE;
        }
        BodyTexts last = inner.getLast();
        // An alternative inside a related: its HTML refers to the pictures beside the alternative.
        return new BodyTexts(
                last.html(),
                last.text(),
                last.html().isPresent() ? last.related().or(() -> Optional.of(part)) : Optional.empty());
    }
}
