package org.afterword.engine.place.thread;

import java.util.List;
import java.util.Optional;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.HtmlLines;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.TextLines;

/** The texts of one mail as lines, read once, and where the thread may begin in them. */
public record Texts(
        Bodies bodies,
        Optional<HtmlBody> html,
        Optional<List<Line>> text,
        Optional<ThreadFinder> threadInHtml,
        Optional<ThreadFinder> threadInText) {

    public static Texts read(Bodies bodies) {
        Optional<HtmlBody> html = bodies.html().map(HtmlLines::read);
        Optional<List<Line>> text = bodies.text().map(TextLines::read);
        return new Texts(
                bodies,
                html,
                text,
                html.map(body -> ThreadFinder.in(body.lines(), body.marks())),
                text.map(lines -> ThreadFinder.in(lines, List.of())));
    }
}
