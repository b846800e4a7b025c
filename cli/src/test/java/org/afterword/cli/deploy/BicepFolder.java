package org.afterword.cli.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The text of a folder of Bicep, as far as a rule needs it: declarations with their bodies. It knows strings, comments
 * and brackets, no types; whether the text is Bicep at all is for a compiler to say.
 *
 * @param files text by path, relative to the folder
 */
record BicepFolder(SortedMap<String, String> files) {

    /**
     * A resource or module, with what its braces hold.
     *
     * @param type of a resource without the version; the path of a module, relative to the folder
     * @param parentType of a resource that stands inside another, else empty
     */
    record Declaration(String file, String symbol, String type, String parentType, boolean existing, String body) {

        String fullType() {
            return parentType.isEmpty() ? type : parentType + "/" + type;
        }

        /** The value of a property on any level, without a line's comment; empty if there is none. */
        String value(String property) {
            Matcher matcher = Pattern.compile("(?m)(?:^|[{,])\\s*" + property + ":\\s*([^\\n]*)")
                    .matcher(body);
            return matcher.find() ? matcher.group(1).strip() : "";
        }

        boolean has(String property, String value) {
            return Pattern.compile("\\b" + property + ":\\s*" + Pattern.quote(value) + "(?![\\w'])")
                    .matcher(body)
                    .find();
        }

        String where() {
            return file + ": " + symbol;
        }
    }

    private static final Pattern RESOURCE =
            Pattern.compile("(?m)^[ ]*resource\\s+(\\w+)\\s+'([^'@]+)(?:@[^']*)?'\\s*(existing)?\\s*=");
    private static final Pattern MODULE = Pattern.compile("(?m)^module\\s+(\\w+)\\s+'([^']+)'\\s*=");

    static BicepFolder read(Path folder) {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                String name = path.getFileName().toString();
                if (name.endsWith(".bicep") || name.endsWith(".bicepparam")) {
                    String relative = folder.relativize(path).toString().replace('\\', '/');
                    files.put(relative, Files.readString(path, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new BicepFolder(files);
    }

    /** The same folder after one change, which must change something. */
    BicepFolder with(String file, String from, String to) {
        String before = text(file);
        String after = before.replace(from, to);
        if (after.equals(before)) {
            throw new IllegalArgumentException(file + " does not hold: " + from);
        }
        SortedMap<String, String> changed = new TreeMap<>(files);
        changed.put(file, after);
        return new BicepFolder(changed);
    }

    String text(String file) {
        String text = files.get(file);
        if (text == null) {
            throw new IllegalArgumentException("no such file: " + file);
        }
        return text;
    }

    List<Declaration> resources() {
        List<Declaration> found = new ArrayList<>();
        files.forEach((file, text) -> addResources(file, blankComments(text), "", found));
        return found;
    }

    List<Declaration> modules() {
        List<Declaration> found = new ArrayList<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            String text = blankComments(file.getValue());
            Matcher matcher = MODULE.matcher(text);
            while (matcher.find()) {
                String target = resolve(file.getKey(), matcher.group(2));
                found.add(new Declaration(
                        file.getKey(), matcher.group(1), target, "", false, block(text, matcher.end())));
            }
        }
        return found;
    }

    /** The files that are deployed or imported with {@code start}. */
    Set<String> reachedFrom(String start) {
        Set<String> reached = new LinkedHashSet<>(List.of(start));
        List<String> open = new ArrayList<>(reached);
        while (!open.isEmpty()) {
            String file = open.removeLast();
            Matcher references = Pattern.compile("(?m)^(?:module\\s+\\w+|import\\s+\\{[^}]*}\\s+from)\\s+'([^']+)'")
                    .matcher(files.getOrDefault(file, ""));
            while (references.find()) {
                String target = resolve(file, references.group(1));
                if (reached.add(target)) {
                    open.add(target);
                }
            }
        }
        return reached;
    }

    /** The text without comments, each character of them a space, so that positions stay. */
    static String blankComments(String text) {
        StringBuilder blanked = new StringBuilder(text);
        boolean quoted = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\n') {
                quoted = false;
            } else if (quoted && c == '\\') {
                at++;
            } else if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted && text.startsWith("//", at)) {
                while (at < text.length() && text.charAt(at) != '\n') {
                    blanked.setCharAt(at++, ' ');
                }
            }
        }
        return blanked.toString();
    }

    private static void addResources(String file, String text, String parentType, List<Declaration> found) {
        Matcher matcher = RESOURCE.matcher(text);
        int from = 0;
        while (matcher.find(from)) {
            String body = block(text, matcher.end());
            boolean existing = matcher.group(3) != null;
            Declaration declaration =
                    new Declaration(file, matcher.group(1), matcher.group(2), parentType, existing, body);
            from = text.indexOf(body, matcher.end()) + body.length();
            // What stands inside is a declaration of its own, and its properties are not the outer one's.
            List<Declaration> inside = new ArrayList<>();
            addResources(file, body, declaration.fullType(), inside);
            String own = body;
            for (Declaration inner : inside) {
                own = own.replace(inner.body(), "");
            }
            found.add(new Declaration(file, declaration.symbol(), declaration.type(), parentType, existing, own));
            found.addAll(inside);
        }
    }

    /** What stands between the first brace from {@code start} on and its partner. */
    private static String block(String text, int start) {
        int open = text.indexOf('{', start);
        int depth = 0;
        boolean quoted = false;
        for (int at = open; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quoted && c == '\\') {
                at++;
            } else if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted && c == '{') {
                depth++;
            } else if (!quoted && c == '}' && --depth == 0) {
                return text.substring(open + 1, at);
            }
        }
        throw new IllegalArgumentException("no end of the block at " + start);
    }

    private static String resolve(String file, String reference) {
        Path here = Path.of(file).getParent();
        Path target = here == null ? Path.of(reference) : here.resolve(reference);
        return target.normalize().toString().replace('\\', '/');
    }
}
