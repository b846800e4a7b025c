package org.afterword.engine.place;

import java.util.List;
import org.afterword.engine.classify.BodyEvidence;
import org.afterword.engine.classify.Client;
import org.jsoup.nodes.Element;

/** Reads from the texts of a mail what they tell about its kind and client. */
final class Evidence {
    private static final List<String> MOBILE_WORDS = List.of(
            "iphone",
            "ipad",
            "ipod",
            "android",
            " ios",
            "samsung",
            "galaxy",
            "huawei",
            "xiaomi",
            "blackberry",
            "phone",
            "mobil",
            "móvil",
            "handy",
            "smartphone",
            "tablet",
            "手机",
            "手機");

    private Evidence() {}

    static BodyEvidence of(Texts texts) {
        if (texts.html().isPresent()) {
            HtmlBody body = texts.html().get();
            MailThread thread = ThreadFinder.find(body.lines(), body.marks(), false);
            Client client = byTagline(body.lines(), thread);
            return new BodyEvidence(kind(thread), client == Client.UNKNOWN ? byMarkup(body, thread) : client);
        }
        List<Line> lines = texts.text().orElse(List.of());
        MailThread thread = ThreadFinder.find(lines, List.of(), false);
        return new BodyEvidence(kind(thread), byTagline(lines, thread));
    }

    private static BodyEvidence.Thread kind(MailThread thread) {
        return switch (thread.form()) {
            case NONE -> BodyEvidence.Thread.NONE;
            case FORWARDED -> BodyEvidence.Thread.FORWARDED;
            case BELOW, INTERLEAVED -> BodyEvidence.Thread.QUOTED;
        };
    }

    private static Client byTagline(List<Line> lines, MailThread thread) {
        for (int i = Math.min(thread.line(), lines.size()) - 1, seen = 0; i >= 0 && seen < 10; i--) {
            Line line = lines.get(i);
            if (line.words()) {
                seen++;
                if (line.linked() || Taglines.is(line.text())) {
                    String text = Characters.lower(line.text());
                    return MOBILE_WORDS.stream().anyMatch(text::contains) ? Client.MOBILE : Client.OTHER;
                }
            }
        }
        return Client.UNKNOWN;
    }

    private static Client byMarkup(HtmlBody body, MailThread thread) {
        int end = thread.line() < body.lines().size()
                ? body.lines().get(thread.line()).start()
                : body.source().length();
        Element first = body.document().body();
        if (first.attr("dir").equals("auto")
                || holdsBefore(body, "ms-outlook-mobile", end)
                || holdsBefore(body, "lineBreakAtBeginningOf", end)) {
            return Client.MOBILE;
        }
        boolean desktop = holdsBefore(body, "WordSection1", end)
                || holdsBefore(body, "\"elementToProof", end)
                || holdsBefore(body, "class=\"moz-", end)
                || holdsBefore(body, "urn:schemas-microsoft-com:office", end);
        return desktop ? Client.OTHER : Client.UNKNOWN;
    }

    private static boolean holdsBefore(HtmlBody body, String mark, int end) {
        int at = body.source().indexOf(mark);
        return at >= 0 && at < end;
    }
}
