package org.afterword.engine.place;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The text that each mail client writes below the author's, with the phrases of a language. */
final class TextStructures {
    static final Map<String, Function<Language, List<String>>> ALL = new LinkedHashMap<>();

    private static final String QUOTED = "Shall we meet on Thursday?";

    static {
        ALL.put("OWA", l -> List.of("________________________________\n" + header(l) + "\n\n" + QUOTED));
        ALL.put("Outlook", l -> List.of(header(l) + "\n\n" + QUOTED));
        ALL.put("Outlook, made from HTML", l -> List.of(starred(l) + "\n" + QUOTED));
        ALL.put(
                "Outlook, plain",
                l -> each(l.all("original"), said -> "-----" + said + "-----\n" + header(l) + "\n\n" + QUOTED));
        ALL.put("Gmail", l -> each(l.all("gmail"), said -> said + "\n\n> " + QUOTED));
        ALL.put("Gmail, wrapped", l -> each(l.all("gmail"), said -> wrapped(said) + "\n\n> " + QUOTED));
        ALL.put("Gmail without quote marks", l -> each(l.all("gmail"), said -> said + "\n\n" + QUOTED));
        ALL.put("Thunderbird", l -> each(l.all("thunderbird"), said -> said + "\n> " + QUOTED));
        ALL.put("Apple Mail", l -> each(l.all("apple"), said -> "> " + said + "\n> \n> " + QUOTED));
        ALL.put(
                "Apple Mail, wrapped",
                l -> each(l.all("apple"), said -> "> " + wrapped(said).replace("\n", "\n> ") + "\n> \n> " + QUOTED));
        ALL.put("iOS", l -> each(l.all("apple"), said -> said + "\n> \n> " + QUOTED));
        ALL.put("Apple Mail without quote marks", l -> each(l.all("apple"), said -> said + "\n\n" + QUOTED));
        ALL.put("Yahoo", l -> each(l.all("yahoo"), said -> "    " + said + "  \n \n " + QUOTED));
        ALL.put(
                "Samsung",
                l -> each(
                        l.all("original"),
                        said -> "-------- " + said + " --------\n" + dated(l, "\n") + "\n" + QUOTED));
        ALL.put(
                "Gmail's forward",
                l -> each(
                        l.all("forwarded"),
                        said -> "---------- " + said + " ---------\n" + dated(l, "\n") + "\n" + QUOTED));
        ALL.put(
                "Thunderbird's forward",
                l -> each(
                        l.all("forwarded"),
                        said -> "-------- " + said + " --------\n" + dated(l, "\n") + "\n" + QUOTED));
        ALL.put(
                "Apple Mail's forward",
                l -> each(l.all("begin"), said -> "> " + said + "\n> \n> " + dated(l, "\n> ") + "\n> " + QUOTED));
        ALL.put(
                "iOS's forward",
                l -> each(
                        l.all("begin"),
                        said -> said + "\n\n> " + dated(l, "\n").replace("\n", "\n> ") + "\n> " + QUOTED));
        ALL.put(
                "iOS's forward without quote marks",
                l -> each(l.all("begin"), said -> said + "\n\n" + dated(l, "\n") + "\n" + QUOTED));
    }

    private TextStructures() {}

    private static String header(Language l) {
        return Language.header(l.labels(), "<bob@contoso.example>", "", "", "\n")
                .strip();
    }

    private static String dated(Language l, String lineEnd) {
        return Language.header(l.dated(), "<bob@contoso.example>", "", "", lineEnd);
    }

    private static String starred(Language l) {
        return "*" + l.label(0) + "* Bob Invented <bob@contoso.example>\n*" + l.label(1) + "* 6. 5. 2024 10:00\n*"
                + l.label(2) + "* Ann\n*" + l.label(3) + "* Plans\n";
    }

    /** Broken at the last space before the 60th character, as clients wrap long lines. */
    private static String wrapped(String line) {
        int space = line.lastIndexOf(' ', 60);
        boolean inTwo = line.length() > 50 && space > 0;
        return inTwo ? line.substring(0, space) + "\n" + line.substring(space + 1) : line;
    }

    private static List<String> each(List<String> said, Function<String, String> thread) {
        return said.stream().map(thread).toList();
    }
}
