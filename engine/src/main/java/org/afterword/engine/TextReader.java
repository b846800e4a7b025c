package org.afterword.engine;

import java.io.IOException;
import java.util.Optional;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.MailText;
import org.afterword.engine.mime.Part;
import org.afterword.engine.place.lines.Flow;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.PlainBody;
import org.afterword.engine.place.lines.ReadText;

/** Decodes and reads texts: all of the engine's readings go through here, so that a test can count them. */
class TextReader {

    /** The text of a part; empty where any step of decoding leaves a doubt. */
    Optional<MailText> decode(RawMessage raw, Part part) throws IOException {
        return MailText.decode(raw, part);
    }

    /** The lines of an HTML body; empty where it is too large. */
    Optional<HtmlBody> html(MailText text) {
        return ReadText.html(text.text());
    }

    /** The lines of a plain text; empty where it is too large. */
    Optional<PlainBody> plain(MailText text) {
        return ReadText.plain(text.text(), flow(text));
    }

    private static Flow flow(MailText text) {
        if (!text.isFlowed()) {
            return Flow.FIXED;
        }
        return text.deletesSpaces() ? Flow.FLOWED_DELSP : Flow.FLOWED;
    }
}
