package org.afterword.cli.sign;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;

/** A template from files: HTML, optionally text, and the pictures that lie beside the HTML. */
final class TemplateFiles {
    private static final Pattern CID = Pattern.compile("[\"']cid:([A-Za-z0-9._-]+)[\"']");
    private static final Map<String, String> MEDIA_TYPES =
            Map.of("png", "image/png", "jpg", "image/jpeg", "jpeg", "image/jpeg", "gif", "image/gif");

    private TemplateFiles() {}

    /**
     * A catalog with this template for every mail.
     *
     * @param known a file of signatures that give way, with empty lines between them
     * @throws IOException with a message that names the file that is missing or unfit
     */
    static SignatureCatalog catalog(Path html, Optional<Path> text, Optional<Path> known) throws IOException {
        String markup = read(html);
        Optional<String> plain = text.isPresent() ? Optional.of(read(text.get())) : Optional.empty();
        SignatureTemplate template = SignatureTemplate.of("template", markup, plain, pictures(html, markup));
        SignatureRule everyMail = SignatureRule.of("every-mail", "every mail", template.id());
        List<String> knownSignatures = known.isPresent()
                ? Stream.of(read(known.get()).split("(?:\\r?\\n){2,}"))
                        .filter(signature -> !signature.isBlank())
                        .toList()
                : List.of();
        return SignatureCatalog.of(
                SigningRules.of(List.of(everyMail)).withKnownSignatures(knownSignatures), List.of(template));
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException notUtf8) {
            throw new IOException(file + " is not in UTF-8: save it in that encoding", notUtf8);
        }
    }

    private static List<Picture> pictures(Path html, String markup) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = CID.matcher(markup);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        List<Picture> pictures = new ArrayList<>();
        for (String name : names) {
            Path file = html.resolveSibling(name);
            String mediaType =
                    MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
            if (mediaType == null || !Files.isRegularFile(file)) {
                throw new IOException(
                        html + " shows the picture cid:" + name + ", so a PNG, JPEG or GIF must be at " + file);
            }
            pictures.add(Picture.of(name, mediaType, Files.readAllBytes(file)));
        }
        return pictures;
    }
}
