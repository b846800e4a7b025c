package org.afterword.engine.place;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.afterword.engine.model.Classification;
import org.afterword.engine.model.Kind;
import org.afterword.engine.splice.TextEdit;
import org.jsoup.Jsoup;

/**
 * Makes mails whose author's text is full of what threads and signatures are made of, labels, attributions, dashes, quotes
 * and taglines, broken and wrapped at random, and signs them. Nothing may throw, and no letter may go: what is put in stands
 * above a last sentence of the author's, so that none of it is a signature. {@code TextMutations COUNT [SEED]} runs many.
 */
final class TextMutations {
    private static final List<String> PIECES = List.of(
            "From: Bern",
            "Von: 08:15",
            "De : Lyon",
            "От: склад",
            "发件人：仓库",
            "To: all",
            "An: alle",
            "Para: todos",
            "Do: 16:00",
            "Date: 6 May 2024",
            "Datum: 6. Mai 2024, 10:00",
            "Fecha: 06/05/2024",
            "日期：2024年5月6日 10:00",
            "Subject: plans",
            "Betreff: Pläne",
            "Objet : plans",
            "Re: plans",
            "No: 4711",
            "Status: failed",
            "On 12 April 2024, the council wrote:",
            "Am 6. Mai um 10:00 schrieb Bob:",
            "Le 6 mai 2024, Bob a écrit :",
            "support@contoso.example>:",
            "@:>",
            "<@>:",
            "bob@contoso.example",
            "Bob wrote:",
            "--",
            "---",
            "----",
            "____________",
            "* * *",
            "--- Original ---",
            "-----",
            "~~~~",
            "> 5 kg: 15.00",
            "> Settings",
            ">",
            ">>",
            "BI> one?",
            ">From Monday on",
            "＞納期",
            "来自华为的报价",
            "Telefonunuz gönderildi",
            "Envoyé de mon bureau",
            "- one",
            "1. two",
            "Yes.",
            "12.",
            "");
    /** What is a tagline or the delimiter of a signature indeed, where it stands last. */
    private static final List<String> ENDS = List.of(
            "-- ",
            "Sent from my iPhone",
            "Sent from Samsung",
            "Gesendet von meinem Telefon",
            "Get Outlook for iOS<https://aka.ms/o0ukef>",
            "Отправлено от Samsung",
            "iPhoneから送信");
    /** What is the beginning of a thread indeed, so that the line above is the last of the author's. */
    private static final List<String> STARTS = List.of(
            "in 2024 <x@y>:",
            "Cc: kim@fabrikam.example",
            "On Mon, May 6, 2024 at 10:00 Bob <bob@contoso.example> wrote:",
            "2024年5月6日 10:00 Bob <bob@contoso.example>:",
            "6 May 2024, 10:00 by bob@contoso.example:",
            "---- On Mon, 06 May 2024 10:00 Bob <bob@contoso.example> wrote ----",
            "man. 6. maj 2024 kl. 10.00 skrev Bob <",
            ">>> Bob 06.05.2024, 10:00 >>>",
            "\"Bob\" ---06/05/2024 10:00:11---The first words",
            "-----Original Message-----",
            "----- Ursprüngliche Nachricht -----",
            "Begin forwarded message:",
            "---- 回复的原邮件 ----",
            "> On May 6, 2024, at 10:00, Bob <bob@contoso.example> wrote:");

    private static final List<String> WORDS =
            List.of("the box", "is", "ready", "für Euch", "demain", "12", "10:00", "在 仓库", "да", "we said.", "why?");
    private static final List<String> BLOCKS = List.of("div", "p", "li", "td", "blockquote", "pre", "span", "b");
    private static final List<String> THREADS = List.of(
            "",
            "<hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob<br><b>Sent:</b> Monday, May 6, 2024 10:00<br><b>Subject:</b> Plans</div><div>Shall we?</div>",
            "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, May 6, 2024 at 10:00 Bob &lt;bob@contoso.example&gt; wrote:<br></div><blockquote class=\"gmail_quote\">Shall we?</blockquote></div>",
            "<blockquote type=\"cite\"><div>On May 6, 2024, at 10:00, Bob &lt;bob@contoso.example&gt; wrote:</div>Shall we?</blockquote>",
            "<p>Bob wrote:</p><blockquote>Shall we?</blockquote><p>Contoso AG, Bern</p>");
    private static final List<String> TEXT_THREADS = List.of(
            "",
            "________________________________\nFrom: Bob <bob@contoso.example>\nSent: Monday, May 6, 2024 10:00\nTo: Ann\nSubject: Plans\n\nShall we?\n",
            "On Mon, May 6, 2024 at 10:00 Bob <bob@contoso.example> wrote:\n\n> Shall we?\n",
            "> On May 6, 2024, at 10:00, Bob <bob@contoso.example> wrote:\n>\n> Shall we?\n",
            "Bob wrote:\n> Shall we?\n\nContoso AG, Bern\n");
    private static final String LAST = "This is the last sentence that the author of the mail has for everybody";

    private final Random random;

    TextMutations(long seed) {
        random = new Random(seed);
    }

    public static void main(String[] arguments) {
        long count = Long.parseLong(arguments[0]);
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        long broken = 0;
        for (long i = 0; i < count; i++) {
            Optional<String> breach = new TextMutations(seed * 1_000_000_007L + i).check();
            if (breach.isPresent() && ++broken <= 20) {
                System.err.println("mail " + i + " of seed " + seed + ": " + breach.get());
            }
        }
        System.out.println(count + " mails with text mutations, " + broken + " promises broken");
        if (broken > 0 || count == 0) {
            System.exit(1);
        }
    }

    /** Signs one mail; what was not kept, empty if all was. */
    Optional<String> check() {
        List<String> author = author();
        int thread = random.nextInt(THREADS.size());
        String html = html(author) + THREADS.get(thread);
        String text = String.join("\n", author) + "\n\n" + TEXT_THREADS.get(thread);
        boolean withHtml = random.nextInt(3) > 0;
        boolean withText = !withHtml || random.nextBoolean();
        Placer placer = Fixture.placer(
                withHtml ? Optional.of(html) : Optional.empty(),
                withText ? Optional.of(text) : Optional.empty(),
                random.nextInt(4) == 0);
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        Hints hints = Hints.none().withKind(new Classification(kind, random.nextInt(8) > 0, List.of()));
        try {
            placer.evidence();
            return switch (placer.place(Fixture.SIGNATURE, hints)) {
                case Placed placed -> gone(html, placed.html(), true).or(() -> gone(text, placed.text(), false));
                case NotPlaced none -> Optional.of("not placed: " + none.reason());
            };
        } catch (RuntimeException thrown) {
            return Optional.of(thrown + " in " + html + text);
        }
    }

    /** The letters that the edits take away. */
    private static Optional<String> gone(String source, List<TextEdit> edits, boolean html) {
        StringBuilder letters = new StringBuilder();
        for (TextEdit edit : edits) {
            String removed = source.substring(edit.start(), edit.end());
            (html ? Jsoup.parse(removed).text() : removed)
                    .codePoints()
                    .filter(Character::isLetterOrDigit)
                    .forEach(letters::appendCodePoint);
        }
        return letters.isEmpty() ? Optional.empty() : Optional.of("gone: " + letters + " from " + source);
    }

    private List<String> author() {
        List<String> lines = new ArrayList<>();
        List<String> genuine = random.nextBoolean() ? ENDS : STARTS;
        for (int count = 1 + random.nextInt(8); count > 0; count--) {
            String line = random.nextInt(3) == 0 ? sentence() : pick(random.nextInt(6) == 0 ? genuine : PIECES);
            switch (random.nextInt(12)) {
                case 0 -> line = line + " " + sentence();
                case 1 -> line = sentence() + " " + line;
                case 2 -> line = line.substring(0, random.nextInt(line.length() + 1));
                case 3 -> line = line.substring(random.nextInt(line.length() + 1));
                case 4 -> line = line + pick(List.of(":", ">:", " <", "：", "--", " -", "@"));
                default -> {}
            }
            int wrap =
                    line.length() > 8 && random.nextInt(4) == 0 ? line.indexOf(' ', random.nextInt(line.length())) : -1;
            if (wrap > 0) {
                lines.add(line.substring(0, wrap));
                line = line.substring(wrap + 1);
            }
            lines.add(line);
            if (random.nextInt(3) == 0) {
                lines.add("");
            }
        }
        lines.add(LAST);
        return lines;
    }

    private String sentence() {
        StringBuilder words = new StringBuilder();
        for (int count = 1 + random.nextInt(6); count > 0; count--) {
            words.append(words.isEmpty() ? "" : " ").append(pick(WORDS));
        }
        return words.toString();
    }

    private String html(List<String> lines) {
        StringBuilder html = new StringBuilder();
        String block = pick(BLOCKS);
        for (String line : lines) {
            String escaped = line.replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;")
                    .replaceAll(" $", "&nbsp;");
            block = random.nextInt(4) == 0 ? pick(BLOCKS) : block;
            switch (random.nextInt(6)) {
                case 0 -> html.append(escaped).append("<br>");
                case 1 -> html.append("<table><tr><td>").append(escaped).append("</td></tr></table>");
                default ->
                    html.append('<')
                            .append(block)
                            .append('>')
                            .append(escaped.isEmpty() ? "<br>" : escaped)
                            .append("</")
                            .append(block)
                            .append('>');
            }
        }
        return html.toString();
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
