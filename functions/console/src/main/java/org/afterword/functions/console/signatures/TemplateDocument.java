package org.afterword.functions.console.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.functions.console.http.Faults;
import org.afterword.functions.console.json.JsonFields;
import org.afterword.functions.console.json.TidyJson;
import org.afterword.functions.console.people.PictureDocument;
import org.afterword.storage.json.StoredJson;

/** A template as the API has it: {@code name}, {@code html}, {@code text}, {@code pictures}, {@code tracking}. */
final class TemplateDocument {
    /** Bytes of a template's document: the store takes 2 MB. */
    static final int LARGEST = 3 << 19;

    private static final int LONGEST_HTML = 200_000;
    private static final int MOST_PICTURES = 20;
    private static final int LARGEST_PICTURE = 1 << 20;
    private static final int MOST_PARAMETERS = 20;

    private TemplateDocument() {}

    /**
     * The template; empty if something is wrong, which is noted. Whether its HTML is fit for mail is not looked at.
     *
     * @param id of the address; a document that states one must state this
     */
    static Optional<SignatureTemplate> read(JsonNode document, String pointer, String id, Faults faults) {
        JsonFields fields = JsonFields.of(document, pointer, faults);
        fields.text("id", 64).filter(stated -> !stated.equals(id)).ifPresent(another -> {
            fields.fault("id", "It must be the id of the address, or be left out.");
        });
        String name = fields.text("name", 200).filter(given -> !given.isBlank()).orElse(id);
        String html = fields.required("html", LONGEST_HTML);
        Optional<String> text = fields.text("text", LONGEST_HTML);
        List<Picture> pictures = fields.list("pictures", MOST_PICTURES, (item, at) -> picture(item, at, faults));
        onceEach(pictures, fields);
        Map<String, String> tracking = fields.textMap("tracking", MOST_PARAMETERS, 200);
        fields.end();
        return faults.none()
                ? Optional.of(new SignatureTemplate(id, name, html, text, pictures, tracking, List.of()))
                : Optional.empty();
    }

    static boolean isId(String id) {
        return id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    }

    /** The template without what only the engine needs of it. */
    static ObjectNode of(SignatureTemplate template) {
        ObjectNode document = TidyJson.of((ObjectNode) StoredJson.tree(template));
        document.remove("earlier");
        return document;
    }

    private static Optional<Picture> picture(JsonNode item, String at, Faults faults) {
        JsonFields fields = JsonFields.of(item, at, faults);
        String name = fields.required("name", 100);
        if (!name.isBlank() && !name.matches("[A-Za-z0-9._-]+")) {
            fields.fault("name", "It may have letters, digits, dots and dashes.");
            name = "";
        }
        String safe = name.isBlank() ? "unnamed" : name;
        Optional<Picture> picture = PictureDocument.read(fields, safe, LARGEST_PICTURE);
        fields.end();
        return picture;
    }

    private static void onceEach(List<Picture> pictures, JsonFields fields) {
        Set<String> names = new HashSet<>();
        for (Picture picture : pictures) {
            if (!names.add(picture.name())) {
                fields.fault("pictures", "Two pictures have the same name.");
                return;
            }
        }
    }
}
