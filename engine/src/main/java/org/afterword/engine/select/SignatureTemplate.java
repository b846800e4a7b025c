package org.afterword.engine.select;

import java.util.List;
import java.util.Optional;

/**
 * A signature with placeholders, in the Mustache language.
 *
 * @param id unique within the tenant, as rules name it
 * @param html the HTML form, a fragment without {@code html} or {@code body}
 * @param text the text form; if empty it is made from the HTML
 * @param pictures embedded pictures, which the HTML names as {@code cid:NAME}
 */
public record SignatureTemplate(String id, String html, Optional<String> text, List<Picture> pictures) {
    public SignatureTemplate {
        pictures = List.copyOf(pictures);
    }
}
