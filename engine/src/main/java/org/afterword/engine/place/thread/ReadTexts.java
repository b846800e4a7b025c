package org.afterword.engine.place.thread;

import java.util.List;
import java.util.Optional;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.PlainBody;

/** The texts of one mail, which are alternatives where both are there, and where the thread may begin in them. */
public record ReadTexts(
        Optional<HtmlBody> html,
        Optional<PlainBody> text,
        Optional<ThreadFinder> threadInHtml,
        Optional<ThreadFinder> threadInText) {

    public static ReadTexts of(Optional<HtmlBody> html, Optional<PlainBody> text) {
        return new ReadTexts(
                html,
                text,
                html.map(body -> ThreadFinder.in(body.lines(), body.marks())),
                text.map(body -> ThreadFinder.in(body.lines(), List.of())));
    }
}
