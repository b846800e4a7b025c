package org.afterword.engine.place;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.engine.classify.ClientFinder;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.model.Client;

/**
 * Counts how often the client of a mail is found to be mobile, another or unknown, for the placement scorer's data: {@code
 * ClientMeasure FOLDER...}, each with its {@code truth.jsonl}. Twice: with the header as it is, and without the fields that
 * Exchange takes out.
 */
final class ClientMeasure {
    private static final Pattern TRUTH = Pattern.compile("\"id\": \"([^\"]+)\".*?\"client\": \"([^\"]+)\"");
    private static final Pattern HIDDEN = Pattern.compile("(?im)^(X-Mailer|User-Agent):.*\r?\n(?:[ \t].*\r?\n)*");
    private static final Set<String> MOBILE = Set.of("apple-ios", "apple-ios-eas", "outlook-mobile", "aquamail", "k9");
    private static final Set<String> EITHER =
            Set.of("gmail", "other", "exchange-other", "yahoo", "coremail", "proton", "apple-unknown", "spark", "qq");

    private ClientMeasure() {}

    public static void main(String[] arguments) throws Exception {
        for (boolean hidden : new boolean[] {false, true}) {
            Map<String, EnumMap<Client, Integer>> table = new TreeMap<>();
            for (String folder : arguments) {
                count(Path.of(folder), hidden, table);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%n%-28s %8s %8s %8s%n",
                    hidden ? "without X-Mailer, User-Agent" : "with the whole header",
                    "mobile",
                    "other",
                    "unknown");
            table.forEach((client, found) -> System.out.printf(
                    Locale.ROOT,
                    "%-28s %8d %8d %8d%n",
                    client,
                    found.getOrDefault(Client.MOBILE, 0),
                    found.getOrDefault(Client.OTHER, 0),
                    found.getOrDefault(Client.UNKNOWN, 0)));
        }
    }

    private static void count(Path folder, boolean hidden, Map<String, EnumMap<Client, Integer>> table)
            throws Exception {
        for (String line : Files.readAllLines(folder.resolve("truth.jsonl"))) {
            Matcher truth = TRUTH.matcher(line);
            if (truth.find()) {
                Client found = find(folder.resolve(truth.group(1) + ".eml"), hidden);
                String client = truth.group(2);
                String kind = MOBILE.contains(client) ? "mobile" : EITHER.contains(client) ? "either" : "other";
                table.computeIfAbsent(kind + ": all", any -> new EnumMap<>(Client.class))
                        .merge(found, 1, Integer::sum);
                table.computeIfAbsent(kind + ": " + client, any -> new EnumMap<>(Client.class))
                        .merge(found, 1, Integer::sum);
            }
        }
    }

    private static Client find(Path mail, boolean hidden) throws Exception {
        byte[] bytes = Files.readAllBytes(mail);
        return ClientFinder.find(
                HeaderSection.parse(hidden ? hide(bytes) : bytes),
                PlacementMeasure.sources(bytes).placer().evidence());
    }

    private static byte[] hide(byte[] mail) throws IOException {
        String text = new String(mail, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\n\r\n") < 0 ? text.indexOf("\n\n") : text.indexOf("\n\r\n");
        String header = HIDDEN.matcher(text.substring(0, end + 1)).replaceAll("");
        return (header + text.substring(end + 1)).getBytes(StandardCharsets.ISO_8859_1);
    }
}
