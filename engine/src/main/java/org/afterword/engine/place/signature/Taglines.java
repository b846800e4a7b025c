package org.afterword.engine.place.signature;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.afterword.engine.place.lines.AppLinks;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.Phrases;
import org.afterword.engine.place.lines.Surroundings;

/** Lines that a device or an app writes under each mail: {@code Sent from my iPhone}, {@code Get Outlook for Android}. */
public final class Taglines {
    private static final int LONGEST = 90;
    private static final int LONGEST_LINK = 200;
    private static final int LONGEST_LINKED = 60;
    private static final int MOST_LINKED_WORDS = 8;
    private static final Pattern LINK = Pattern.compile(" ?[<(\\[]?https?://[^\\s<>()\\[\\]]{1,200}[>)\\]]?");

    /** One phrase: what the line begins and ends with; between is a device or a product. */
    private record Phrase(String begin, String end) {}

    private static final List<Phrase> SENT = new ArrayList<>();
    private static final List<Phrase> GET = new ArrayList<>();

    /** Lines of programs that name themselves in some other way. */
    private static final Set<String> ADVERTS = new HashSet<>();

    private static final List<String> EXCUSES = new ArrayList<>();

    static {
        for (Phrases.Row row : Phrases.read(Taglines.class, "taglines.txt")) {
            switch (row.name()) {
                case "excuses" -> EXCUSES.addAll(row.columns().getFirst());
                case "adverts" -> ADVERTS.addAll(row.columns().getFirst());
                default -> {
                    row.columns().get(0).forEach(phrase -> SENT.add(phrase(phrase)));
                    row.columns().get(1).forEach(phrase -> GET.add(phrase(phrase)));
                }
            }
        }
    }

    private Taglines() {}

    private static Phrase phrase(String text) {
        int star = text.indexOf('*');
        return new Phrase(
                text.substring(0, star).strip(), text.substring(star + 1).strip());
    }

    /**
     * Whether the line, the last that its author's part has, is a tagline: it is no entry of a list, no value below a label,
     * and an advertisement has its link where the form of the mail has links.
     */
    public static boolean closes(List<Line> lines, int index, Surroundings surroundings) {
        Line line = lines.get(index);
        if (!line.words() || surroundings.entry(line.first()) || index > 0 && labels(lines.get(index - 1))) {
            return false;
        }
        String text = Characters.lower(line.text());
        return line.linked() ? leadsToApp(text) || is(text) : is(text) && (line.first() == null || !advertises(text));
    }

    private static boolean labels(Line above) {
        return above.text().endsWith(":") || above.text().endsWith("\uff1a");
    }

    private static boolean advertises(String text) {
        return matches(withoutLinks(text), GET, false);
    }

    /** Whether the line is a tagline and nothing else. */
    static boolean is(String line) {
        if (line.length() > LONGEST + LONGEST_LINK) {
            return false;
        }
        String lower = Characters.lower(line);
        String text = withoutLinks(lower);
        if (text.length() > LONGEST) {
            return false;
        }
        return matches(text)
                || excused(text)
                || text.length() < lower.length() && AppLinks.leadsToApp(lower) && leadsToApp(text);
    }

    /** Whether a line with a link to an app is its advertisement: in any language, that is a few words and its name. */
    private static boolean leadsToApp(String text) {
        return text.length() <= LONGEST_LINKED
                && !text.isEmpty()
                && Character.isLetter(text.charAt(0))
                && !text.endsWith(":")
                && Characters.countWords(text) <= MOST_LINKED_WORDS
                && TaglineNames.holdsProduct(text);
    }

    private static boolean matches(String text) {
        return ADVERTS.contains(text) || matches(text, SENT, true) || matches(text, GET, false);
    }

    /** {@code Von meinem iPhone gesendet. Bitte Tippfehler entschuldigen.}: people add an excuse, or one word behind a comma. */
    private static boolean excused(String text) {
        int stop = text.indexOf(". ");
        if (stop > 0) {
            return EXCUSES.stream().anyMatch(excuse -> text.startsWith(excuse, stop + 2))
                    && matches(text.substring(0, stop));
        }
        int comma = text.lastIndexOf(", ");
        return comma > 0 && text.indexOf(' ', comma + 2) < 0 && matches(text.substring(0, comma));
    }

    private static boolean matches(String text, List<Phrase> patterns, boolean sent) {
        for (Phrase pattern : patterns) {
            int from = pattern.begin().length();
            int to = text.length() - pattern.end().length();
            if (from < to && text.startsWith(pattern.begin()) && text.endsWith(pattern.end())) {
                String named = text.substring(from, to);
                if (sent ? TaglineNames.deviceOrProduct(text, named) : TaglineNames.productForDevice(text, named)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The text without addresses of links, which the text forms of mail have behind the words, and without the full stop. */
    static String withoutLinks(String text) {
        String rest = text.indexOf("http") < 0 ? text : LINK.matcher(text).replaceAll(" ");
        int end = rest.length();
        while (end > 0 && ".!\u3002 ".indexOf(rest.charAt(end - 1)) >= 0) {
            end--;
        }
        return rest.length() < text.length()
                ? Characters.collapse(rest.substring(0, end)).replace(" .", ".")
                : rest.substring(0, end);
    }
}
