package org.afterword.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.afterword.engine.model.Reason;
import org.afterword.engine.place.Hints;
import org.afterword.engine.place.NotPlaced;
import org.afterword.engine.place.Placed;
import org.afterword.engine.place.Placement;
import org.afterword.engine.place.Placer;
import org.afterword.engine.place.lines.ReadText;
import org.afterword.engine.render.RenderedSignature;
import org.jsoup.parser.Parser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finds the place of a signature in one HTML body: read it, find the thread, find what gives way, state the changes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
// One core has no use for the threads of another collector.
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class PlacingBenchmark {
    private static final RenderedSignature SIGNATURE =
            new RenderedSignature("<p>Anna Keller<br>Head of Sales</p>", "Anna Keller\r\nHead of Sales", List.of());

    /** A mail by name; {@link #html} says what each holds. */
    @Param({
        "outlook 20 kB",
        "outlook 200 kB",
        "outlook 2 MB",
        "thunderbird 20 kB in 200 quotes",
        "thunderbird 200 kB in 200 quotes",
        "thunderbird 2 MB in 200 quotes",
        "a million nested tags",
        "100,000 nested tags",
        "a million comments left open",
        "1.3 MB of comments left open",
        "10 MB of attributes",
        "3 MB of attributes",
        "100,000 tables left open"
    })
    public String mail = "";

    private String html = "";

    @Setup
    public void write() {
        html = html(mail);
        Placement placement = place();
        boolean tooLarge = placement instanceof NotPlaced none && none.reason() == Reason.TOO_LARGE_TO_READ;
        if (!(placement instanceof Placed) && !tooLarge) {
            throw new IllegalStateException(mail + ": " + placement);
        }
    }

    @Benchmark
    public Placement place() {
        Placer placer = ReadText.html(html)
                .map(body -> Placer.of(Optional.of(body), Optional.empty()))
                .orElse(Placer.ofUnread());
        placer.evidence();
        return placer.place(SIGNATURE, Hints.none());
    }

    /** What of it is jsoup's share: the tree, with the place of each node. */
    @Benchmark
    public Object parse() {
        return Parser.htmlParser().setTrackPosition(true).parseInput(html, "");
    }

    private static String html(String mail) {
        return switch (mail) {
            case "outlook 20 kB" -> outlook(20_000);
            case "outlook 200 kB" -> outlook(200_000);
            case "outlook 2 MB" -> outlook(2_000_000);
            case "thunderbird 20 kB in 200 quotes" -> thunderbird(20_000);
            case "thunderbird 200 kB in 200 quotes" -> thunderbird(200_000);
            case "thunderbird 2 MB in 200 quotes" -> thunderbird(2_000_000);
            case "a million nested tags" -> "<div>".repeat(1_000_000);
            case "100,000 nested tags" -> "Hello" + "<div>".repeat(100_000);
            case "a million comments left open" -> "<!--".repeat(1_000_000) + " ".repeat(100);
            case "1.3 MB of comments left open" -> "Hello" + "<!-- ".repeat(250_000);
            case "10 MB of attributes" -> "<div " + "a=b ".repeat(2_500_000) + ">";
            case "3 MB of attributes" -> "Hello<div " + "a=b ".repeat(750_000) + ">";
            case "100,000 tables left open" -> "Hello" + "<table>x".repeat(100_000);
            default -> throw new IllegalArgumentException(mail);
        };
    }

    private static String outlook(int length) {
        StringBuilder html = new StringBuilder(length + 1024)
                .append("<html><head><style>p.MsoNormal {margin:0cm;font-size:11.0pt}</style></head><body lang=EN-US>")
                .append("<div class=WordSection1><p class=MsoNormal>Thank you, that is fine.<o:p></o:p></p>")
                .append(
                        "<p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt'>")
                .append(
                        "<p class=MsoNormal><b>From:</b> Ben &lt;ben@fabrikam.example&gt;<br><b>Sent:</b> Monday, January 5, 2026<br>")
                .append("<b>To:</b> Anna<br><b>Subject:</b> Offer<o:p></o:p></p></div></div>");
        while (html.length() < length) {
            html.append(
                    "<p class=MsoNormal><span lang=EN-US>An older line of the conversation.<o:p></o:p></span></p>\r\n");
        }
        return html.append("</div></body></html>").toString();
    }

    private static String thunderbird(int length) {
        int quotes = 200;
        StringBuilder html = new StringBuilder(length + 1024).append("<html><body><p>Thank you, that is fine.</p>");
        for (int i = 1; i <= quotes; i++) {
            html.append(
                    "<div class=\"moz-cite-prefix\">On 06.05.24 10:00, Ben wrote:<br></div><blockquote type=\"cite\">");
            int reached = (int) ((long) length * i / quotes);
            while (html.length() < reached) {
                html.append("<p>An older line of the conversation.</p>\r\n");
            }
        }
        return html.append("</blockquote>".repeat(quotes))
                .append("</body></html>")
                .toString();
    }
}
