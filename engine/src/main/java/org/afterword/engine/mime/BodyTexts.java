package org.afterword.engine.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The parts in which a reader sees what the author wrote: HTML, its text alternative, or one of them.
 *
 * @param related the multipart/related whose root the HTML is, if there is one
 */
public record BodyTexts(Optional<Part> html, Optional<Part> text, Optional<Part> related) {
    /** What a letter's file is called by, where a mail program gives it a name. */
    private static final Set<String> LETTERS = Set.of("txt", "text", "htm", "html", "eml");

    /**
     * All texts that are shown one after another, in their order, wherever alternative, related and mixed put them. Apple
     * Mail writes several around attachments. Attachments, attached messages, reports and meeting requests are none.
     */
    public static List<BodyTexts> of(Part root) {
        List<BodyTexts> shown = new ArrayList<>();
        collect(root, true, shown);
        return shown;
    }

    /** The text that tells most: the HTML where there is one. */
    public Part main() {
        return html.or(this::text).orElseThrow();
    }

    /** These two texts as alternatives, which they are where they say the same side by side. */
    public BodyTexts with(BodyTexts other) {
        return new BodyTexts(html.or(other::html), text.or(other::text), related.or(other::related));
    }

    private static void collect(Part part, boolean root, List<BodyTexts> shown) {
        switch (part.contentType().value()) {
            case "multipart/alternative" -> shown.addAll(alternative(part));
            case "multipart/related" -> shown.addAll(related(part));
            case "multipart/digest", "multipart/report", "multipart/signed", "multipart/encrypted" -> {}
            case "text/html", "text/plain" -> {
                // Without the blank line behind its header a part has no body that could be edited.
                if (part.header().terminated() && !(root ? isFile(part) : part.isAttachment())) {
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

    /** Whether the mail is nothing but a file, such as a scanner's or a program's, and no letter. */
    private static boolean isFile(Part root) {
        if (root.disposition()
                .filter(value -> value.value().equals("attachment"))
                .isPresent()) {
            return true;
        }
        String name = root.fileName().orElse("").toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return dot >= 0 && !LETTERS.contains(name.substring(dot + 1));
    }

    /**
     * The last alternative that can be shown is the richest (RFC 2046, section 5.1.4). Where it is itself a mixed, as Apple
     * Mail writes it, each of its texts has the same plain text for an alternative.
     */
    private static List<BodyTexts> alternative(Part part) {
        List<BodyTexts> rich = List.of();
        List<BodyTexts> plain = List.of();
        for (Part child : part.parts()) {
            List<BodyTexts> inner = of(child);
            List<BodyTexts> html =
                    inner.stream().filter(texts -> texts.html().isPresent()).toList();
            if (!html.isEmpty()) {
                rich = html;
            } else if (!inner.isEmpty()) {
                plain = inner;
            }
        }
        if (rich.isEmpty()) {
            return plain;
        }
        Optional<Part> text =
                plain.isEmpty() ? Optional.empty() : plain.getLast().text();
        return rich.stream()
                .map(texts -> new BodyTexts(texts.html(), text.or(texts::text), texts.related()))
                .toList();
    }

    private static List<BodyTexts> related(Part part) {
        Optional<String> start = part.contentType().parameter("start");
        Optional<Part> root = part.parts().stream()
                .filter(child ->
                        start.isPresent() && child.header().first("Content-ID").equals(start))
                .findFirst()
                .or(() -> part.parts().stream().findFirst());
        if (root.isEmpty()) {
            return List.of();
        }
        if (root.get().is("text/html") && root.get().header().terminated()) {
            return List.of(new BodyTexts(root, Optional.empty(), Optional.of(part)));
        }
        // An alternative inside a related: its HTML refers to the pictures beside the alternative.
        return of(root.get()).stream()
                .map(texts -> texts.html().isEmpty()
                        ? texts
                        : new BodyTexts(
                                texts.html(), texts.text(), texts.related().or(() -> Optional.of(part))))
                .toList();
    }
}
