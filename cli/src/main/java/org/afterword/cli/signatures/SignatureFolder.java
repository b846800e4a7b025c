package org.afterword.cli.signatures;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Templates and rules as files, fit for version control: {@code templates/ID/template.html}, and beside it, where needed,
 * {@code template.txt}, {@code template.json} (name and tracking) and {@code pictures/}; and {@code rules.json}.
 */
final class SignatureFolder {
    private static final Map<String, String> MEDIA_TYPES =
            Map.of("png", "image/png", "jpg", "image/jpeg", "jpeg", "image/jpeg", "gif", "image/gif");
    private static final ObjectWriter PRETTY = StampClient.JSON.writerWithDefaultPrettyPrinter();

    private final Path folder;

    SignatureFolder(Path folder) {
        this.folder = folder;
    }

    /** The templates as the API takes them, by id. @throws IOException with a message that names the file that is unfit */
    Map<String, ObjectNode> templates() throws IOException {
        Map<String, ObjectNode> templates = new TreeMap<>();
        Path all = folder.resolve("templates");
        if (!Files.isDirectory(all)) {
            return templates;
        }
        for (Path template : sorted(all)) {
            if (Files.isDirectory(template)) {
                templates.put(template.getFileName().toString(), template(template));
            }
        }
        return templates;
    }

    /** One template as the API takes it. */
    static ObjectNode template(Path template) throws IOException {
        ObjectNode document = StampClient.JSON.createObjectNode();
        Path facts = template.resolve("template.json");
        if (Files.exists(facts)) {
            document.setAll(object(facts));
        }
        document.put("html", text(template.resolve("template.html")));
        if (Files.exists(template.resolve("template.txt"))) {
            document.put("text", text(template.resolve("template.txt")));
        }
        ArrayNode pictures = document.putArray("pictures");
        if (Files.isDirectory(template.resolve("pictures"))) {
            for (Path picture : sorted(template.resolve("pictures"))) {
                pictures.add(picture(picture));
            }
        }
        return document;
    }

    /** The rules; empty if there is no file of them. */
    Optional<ObjectNode> rules() throws IOException {
        Path rules = folder.resolve("rules.json");
        return Files.exists(rules) ? Optional.of(object(rules)) : Optional.empty();
    }

    /** Writes a template as the API gives it. */
    void write(String id, JsonNode template) throws IOException {
        Path home = Files.createDirectories(folder.resolve("templates").resolve(id));
        Files.writeString(home.resolve("template.html"), template.path("html").asText());
        if (template.hasNonNull("text")) {
            Files.writeString(
                    home.resolve("template.txt"), template.path("text").asText());
        } else {
            Files.deleteIfExists(home.resolve("template.txt"));
        }
        ObjectNode facts = StampClient.JSON.createObjectNode();
        facts.put("name", template.path("name").asText());
        if (template.hasNonNull("tracking")) {
            facts.set("tracking", template.path("tracking"));
        }
        Files.writeString(home.resolve("template.json"), PRETTY.writeValueAsString(facts) + "\n");
        for (JsonNode picture : template.path("pictures")) {
            Path file = Files.createDirectories(home.resolve("pictures"))
                    .resolve(Path.of(picture.path("name").asText()).getFileName());
            Files.write(file, Base64.getDecoder().decode(picture.path("base64").asText()));
        }
    }

    /** Writes the rules as the API gives them. */
    void write(JsonNode rules) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("rules.json"), PRETTY.writeValueAsString(rules) + "\n");
    }

    static ObjectNode object(Path file) throws IOException {
        try {
            if (StampClient.JSON.readTree(text(file)) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException broken) {
            throw new IOException(
                    file + " is not JSON: line " + broken.getLocation().getLineNr() + ", column "
                            + broken.getLocation().getColumnNr(),
                    broken);
        }
        throw new IOException(file + " must hold one JSON object");
    }

    static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException notUtf8) {
            throw new IOException(file + " is not in UTF-8: save it in that encoding", notUtf8);
        }
    }

    private static ObjectNode picture(Path file) throws IOException {
        String name = file.getFileName().toString();
        String mediaType =
                MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        if (mediaType == null) {
            throw new IOException(file + " is no picture: a PNG, JPEG or GIF is");
        }
        return StampClient.JSON
                .createObjectNode()
                .put("name", name)
                .put("mediaType", mediaType)
                .put("base64", Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
