package org.afterword.engine.mime;

import java.io.IOException;
import java.util.Optional;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;

/** A message and what reading it found. */
public record ParsedMessage(RawMessage raw, HeaderSection header) {
    private static final int MAX_HEADER = 1 << 20;

    public static ParsedMessage read(RawMessage raw) throws IOException {
        byte[] head = raw.bytes(0, Math.min(raw.size(), MAX_HEADER));
        return new ParsedMessage(raw, HeaderSection.parse(head));
    }

    /** The author: the first address of From, if it can be read. */
    public Optional<MailAddress> from() {
        return header.first("From").flatMap(MailAddress::parse);
    }
}
