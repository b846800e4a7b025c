package org.afterword.engine.place;

import java.util.List;
import org.afterword.engine.classify.BodyEvidence;
import org.afterword.engine.model.Client;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.Surroundings;
import org.afterword.engine.place.signature.Taglines;
import org.afterword.engine.place.thread.MailThread;
import org.afterword.engine.place.thread.ReadTexts;
import org.afterword.engine.place.thread.ThreadFinder;
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

    static BodyEvidence of(ReadTexts texts) {
        if (texts.html().isPresent()) {
            HtmlBody body = texts.html().get();
            ThreadFinder finder = texts.threadInHtml().orElseThrow();
            MailThread thread = finder.find(false);
            Client client = byTagline(body.lines(), thread);
            return new BodyEvidence(
                    kind(finder.find(true)), client == Client.UNKNOWN ? byMarkup(body, thread) : client);
        }
        if (texts.text().isEmpty()) {
            return BodyEvidence.NOTHING;
        }
        ThreadFinder finder = texts.threadInText().orElseThrow();
        return new BodyEvidence(
                kind(finder.find(true)), byTagline(texts.text().get().lines(), finder.find(false)));
    }

    /** What a new mail may show as well tells nothing of the kind. */
    private static BodyEvidence.Thread kind(MailThread thread) {
        return switch (thread.form()) {
            case NONE -> BodyEvidence.Thread.NONE;
            case FORWARDED -> BodyEvidence.Thread.FORWARDED;
            case BELOW, INTERLEAVED -> BodyEvidence.Thread.QUOTED;
        };
    }

    private static Client byTagline(List<Line> lines, MailThread thread) {
        for (int i = Math.min(thread.line(), lines.size()) - 1; i >= 0; i--) {
            Line line = lines.get(i);
            if (line.words()) {
                if (!Taglines.closes(lines, i, new Surroundings())) {
                    return Client.UNKNOWN;
                }
                String text = Characters.lower(line.text());
                return MOBILE_WORDS.stream().anyMatch(text::contains) ? Client.MOBILE : Client.OTHER;
            }
        }
        return Client.UNKNOWN;
    }

    private static Client byMarkup(HtmlBody body, MailThread thread) {
        int end = endOfAuthors(body, thread);
        Element first = body.document().body();
        if (first.attr("dir").equals("auto") || holdsBefore(body, "ms-outlook-mobile", end)) {
            return Client.MOBILE;
        }
        // Apple Mail on a Mac, which has the line break of its sister on the telephone too.
        if (first.attr("style").contains("-webkit-nbsp-mode")) {
            return Client.OTHER;
        }
        if (holdsBefore(body, "lineBreakAtBeginningOf", end)) {
            return Client.MOBILE;
        }
        boolean desktop = holdsBefore(body, "WordSection1", end)
                || holdsBefore(body, "\"elementToProof", end)
                || holdsBefore(body, "id=\"appendonsend\"", end)
                || holdsBefore(body, "divtagdefaultwrapper", end)
                || holdsBefore(body, "class=\"moz-", end)
                || holdsBefore(body, "urn:schemas-microsoft-com:office", end)
                || outlookOnTheWeb(body);
        return desktop ? Client.OTHER : Client.UNKNOWN;
    }

    /** Outlook on the web and the new Outlook put one rule into the head of all that they write; quoted, it is in the body. */
    private static boolean outlookOnTheWeb(HtmlBody body) {
        return body.document().head().getElementsByTag("style").stream()
                .map(Element::data)
                .anyMatch(
                        style -> style.length() < 200 && style.replace(" ", "").contains("P{margin-top:0"));
    }

    /** Where the first of the thread stands in the source. */
    private static int endOfAuthors(HtmlBody body, MailThread thread) {
        for (int i = 0; i < body.lines().size(); i++) {
            Line line = body.lines().get(i);
            if (i >= thread.line() || thread.form() == MailThread.Form.INTERLEAVED && line.depth() > 0) {
                return line.start();
            }
        }
        return body.source().length();
    }

    private static boolean holdsBefore(HtmlBody body, String mark, int end) {
        int at = body.source().indexOf(mark);
        return at >= 0 && at < end;
    }
}
