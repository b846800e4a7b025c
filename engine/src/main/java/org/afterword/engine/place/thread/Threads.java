package org.afterword.engine.place.thread;

import java.util.Optional;

/** Where the quoted thread is in each of a mail's texts, by one decision for both. */
public record Threads(Optional<MailThread> html, Optional<MailThread> text) {

    /** @param fresh whether the header says that the mail is a new one */
    public static Threads of(ReadTexts texts, boolean fresh) {
        Optional<MailThread> html = texts.threadInHtml().map(finder -> finder.find(fresh));
        Optional<MailThread> text = texts.threadInText().map(finder -> finder.find(fresh));
        if (html.isPresent() && text.isPresent()) {
            OneDecision one = OneDecision.of(
                    texts.html().get().lines(), html.get(), texts.text().get().lines(), text.get());
            return new Threads(Optional.of(one.html()), Optional.of(one.text()));
        }
        return new Threads(html, text);
    }
}
