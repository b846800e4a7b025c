package org.afterword.cli.sign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;

/**
 * A person as Microsoft Graph's user resource states them: one JSON object with {@code mail}, {@code displayName},
 * {@code jobTitle} and so on. Of a list ({@code businessPhones}) the first value is taken; the fields of an inner object
 * ({@code onPremisesExtensionAttributes}) count as the person's own.
 */
final class PersonFile {
    private PersonFile() {}

    /** @throws IOException with a message that names the file and what is wrong with it */
    static Person read(Path file) throws IOException {
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(file.toFile());
        } catch (JsonProcessingException broken) {
            throw new IOException(
                    file + " is not JSON: line " + broken.getLocation().getLineNr() + ": "
                            + broken.getOriginalMessage(),
                    broken);
        }
        if (!json.isObject()) {
            throw new IOException(file + " must hold one JSON object, such as {\"mail\": \"anna@contoso.example\"}");
        }
        Map<String, String> attributes = new TreeMap<>();
        collect(json, attributes);
        MailAddress mail = MailAddress.parse(attributes.getOrDefault("mail", ""))
                .orElseThrow(() -> new IOException(file + " needs the field \"mail\" with the person's address"));
        return new Person(mail, attributes);
    }

    private static void collect(JsonNode object, Map<String, String> attributes) {
        object.properties().forEach(field -> {
            JsonNode value = field.getValue().isArray() ? field.getValue().path(0) : field.getValue();
            if (value.isObject()) {
                collect(value, attributes);
            } else if (value.isValueNode() && !value.isNull()) {
                attributes.put(field.getKey(), value.asText());
            }
        });
    }
}
