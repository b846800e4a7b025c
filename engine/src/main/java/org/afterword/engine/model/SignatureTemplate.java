package org.afterword.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A signature, banner or disclaimer with placeholders, in the Mustache language.
 *
 * @param id unique within the tenant, as rules name it
 * @param name as administrators call it
 * @param html the HTML form, a fragment without {@code html} or {@code body}
 * @param text the text form; if empty it is made from the HTML
 * @param pictures embedded pictures, which the HTML names as {@code cid:NAME}
 * @param tracking query parameters ({@code utm_source} and the like) that the helper {@code {{#tracked}}} puts on a link
 * @param earlier HTML forms that the template had, newest first: signatures made from them give way to the new one
 */
public record SignatureTemplate(
        String id,
        String name,
        String html,
        Optional<String> text,
        List<Picture> pictures,
        Map<String, String> tracking,
        List<String> earlier) {
    /** How many earlier forms are kept. */
    public static final int KEPT = 3;

    /** @throws IllegalArgumentException if the id could not stand in an address of the API */
    public SignatureTemplate {
        pictures = List.copyOf(pictures);
        tracking = Map.copyOf(tracking);
        earlier = List.copyOf(earlier);
        Ids.check("template", id);
    }

    /** A template that is called by its id and tracks nothing. */
    public static SignatureTemplate of(String id, String html, Optional<String> text, List<Picture> pictures) {
        return new SignatureTemplate(id, id, html, text, pictures, Map.of(), List.of());
    }

    /** This template, put in the place of {@code former}: it remembers what signatures looked like before. */
    public SignatureTemplate after(SignatureTemplate former) {
        List<String> forms = new ArrayList<>();
        if (!former.html().equals(html)) {
            forms.add(former.html());
        }
        former.earlier().stream().filter(form -> !form.equals(html)).forEach(forms::add);
        return new SignatureTemplate(
                id, name, html, text, pictures, tracking, forms.subList(0, Math.min(KEPT, forms.size())));
    }
}
