package org.afterword.engine.place;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;

/** What mail clients write in one language around a quoted mail; {@code languages.properties} says it. */
public record Language(String code, Properties phrases) {
    private static final String NAME = "Bob Invented";
    private static final String ADDRESS = "bob@contoso.example";

    static List<Language> all() {
        Properties phrases = read("languages.properties");
        TreeSet<String> codes = new TreeSet<>();
        phrases.stringPropertyNames().forEach(name -> codes.add(name.substring(0, name.indexOf('.'))));
        return codes.stream().map(code -> new Language(code, phrases)).toList();
    }

    public static Properties read(String resource) {
        Properties properties = new Properties();
        try (InputStream in = Language.class.getResourceAsStream(resource)) {
            properties.load(new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return properties;
    }

    /** All ways of writing it. */
    List<String> all(String name) {
        String value = Objects.requireNonNull(phrases.getProperty(code + "." + name), code + "." + name);
        return Arrays.stream(value.split("\\|"))
                .map(phrase -> phrase.replace("@", NAME + " <" + ADDRESS + ">").replace("#", NAME))
                .toList();
    }

    /** The same for HTML. */
    List<String> html(String name) {
        return all(name).stream()
                .map(phrase -> phrase.replace("<", "&lt;").replace(">", "&gt;"))
                .toList();
    }

    String label(int index) {
        return all("labels").get(index);
    }

    /** The labels of Outlook's header block. */
    List<String> labels() {
        return all("labels");
    }

    /** The labels in the order of Apple Mail and Samsung. */
    List<String> dated() {
        return List.of(label(0), all("dated").getFirst(), label(3), label(2));
    }

    /** Header lines, each between {@code open} and {@code close}, their labels in elements named {@code tag} if it is not empty. */
    static String header(List<String> labels, String address, String tag, String open, String close) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < labels.size(); i++) {
            String value = List.of("Bob Invented " + address, "6. 5. 2024 10:00", "Ann", "Plans")
                    .get(i);
            String label = tag.isEmpty() ? labels.get(i) : "<" + tag + ">" + labels.get(i) + "</" + tag + ">";
            out.append(open).append(label).append(' ').append(value).append(close);
        }
        return out.toString();
    }
}
