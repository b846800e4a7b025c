package org.afterword.engine.place.signature;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.afterword.engine.place.lines.AppLinks;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.Phrases;

/** Lines that a device or an app writes under each mail: {@code Sent from my iPhone}, {@code Get Outlook for Android}. */
public final class Taglines {
    private static final int LONGEST = 90;
    private static final int LONGEST_ADVERT = 60;

    /** One phrase: what the line begins and ends with; between is a device or a product. */
    private record Pattern(String begin, String end) {}

    private static final List<Pattern> SENT = new ArrayList<>();
    private static final List<Pattern> GET = new ArrayList<>();
    private static final List<String> DEVICES = new ArrayList<>();
    private static final List<String> PRODUCTS = new ArrayList<>();

    /** Lines of programs that name themselves in some other way. */
    private static final Set<String> ADVERTS = new HashSet<>();

    static {
        for (Phrases.Row row : Phrases.read(Taglines.class, "taglines.txt")) {
            switch (row.name()) {
                case "devices" -> DEVICES.addAll(row.columns().getFirst());
                case "products" -> PRODUCTS.addAll(row.columns().getFirst());
                case "adverts" -> ADVERTS.addAll(row.columns().getFirst());
                default -> {
                    row.columns().get(0).forEach(phrase -> SENT.add(pattern(phrase)));
                    row.columns().get(1).forEach(phrase -> GET.add(pattern(phrase)));
                }
            }
        }
    }

    private Taglines() {}

    private static Pattern pattern(String phrase) {
        int star = phrase.indexOf('*');
        return new Pattern(
                phrase.substring(0, star).strip(), phrase.substring(star + 1).strip());
    }

    public static boolean is(String line) {
        if (line.length() > LONGEST + 60) {
            return false;
        }
        String text = Characters.lower(line);
        boolean linked = AppLinks.leadsToApp(text);
        text = withoutLink(text);
        if (text.length() > LONGEST) {
            return false;
        }
        return linked || matches(text) || matches(firstSentence(text));
    }

    private static boolean matches(String text) {
        return ADVERTS.contains(text) || matches(text, SENT, true) || matches(text, GET, false);
    }

    /** {@code Von meinem iPhone gesendet. Bitte Tippfehler entschuldigen.}: people add an excuse to what the device writes. */
    private static String firstSentence(String text) {
        int stop = text.indexOf(". ");
        return stop < 0 ? text : text.substring(0, stop);
    }

    private static boolean matches(String text, List<Pattern> patterns, boolean sent) {
        for (Pattern pattern : patterns) {
            int from = pattern.begin().length();
            int to = text.length() - pattern.end().length();
            if (from < to && text.startsWith(pattern.begin()) && text.endsWith(pattern.end())) {
                boolean product = names(text, PRODUCTS);
                boolean device = names(text, DEVICES);
                if (sent ? product || device : product && device && text.length() <= LONGEST_ADVERT) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether one of the names begins a word in the text; in scripts without spaces, whether it is there at all. */
    private static boolean names(String text, List<String> names) {
        for (String name : names) {
            int at = text.indexOf(name);
            while (at >= 0) {
                int end = at + name.length();
                boolean begins = at == 0 || !continues(text.charAt(at - 1), name);
                boolean ends = name.length() > 3 || end == text.length() || !continues(text.charAt(end), name);
                if (begins && ends) {
                    return true;
                }
                at = text.indexOf(name, at + 1);
            }
        }
        return false;
    }

    /** Whether a letter next to a name is of the same word: in scripts without spaces it is not, nor is one of another script. */
    private static boolean continues(char letter, String name) {
        char first = name.charAt(0);
        boolean spaced = first < '\u0590';
        boolean sameScript = first > '\u0250' || letter < '\u0250';
        return Character.isLetterOrDigit(letter) && spaced && sameScript;
    }

    /** The text without a link at its end, and without the full stop. */
    private static String withoutLink(String text) {
        String rest = text;
        int link = rest.indexOf("http");
        if (link > 0) {
            int end = link;
            while (end > 0 && "<([ ".indexOf(rest.charAt(end - 1)) >= 0) {
                end--;
            }
            rest = rest.substring(0, end);
        }
        int end = rest.length();
        while (end > 0 && ".!\u3002 ".indexOf(rest.charAt(end - 1)) >= 0) {
            end--;
        }
        return rest.substring(0, end);
    }
}
