package org.afterword.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.afterword.engine.classify.Reason;
import org.afterword.engine.message.AfterwordHeaders;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.splice.Edit;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;

/** Signs one message, or leaves it alone. Pure and safe for use by several threads. */
public final class SignatureEngine {

    /** Reads the message; cheap, and never fails for what is in it. */
    public ParsedMessage read(RawMessage message) throws IOException {
        return ParsedMessage.read(message);
    }

    /** Decides what is done with the message, and does it. */
    public SigningResult sign(ParsedMessage message, SigningContext context) throws IOException {
        return leaveAlone(message, Reason.NO_TEXT, context.received());
    }

    /** The message as it came in, with our own header lines. */
    public SigningResult leaveAlone(ParsedMessage message, Reason reason, String received) throws IOException {
        EditList edits = new EditList(headerEdits(message.raw(), message.header(), received));
        return new SigningResult(new Decision.PassThrough(reason), new SignedMessage(message.raw(), edits));
    }

    private static List<Edit> headerEdits(RawMessage raw, HeaderSection header, String received) throws IOException {
        List<Edit> edits = new ArrayList<>();
        String added = "Received: " + received + "\r\n" + AfterwordHeaders.MESSAGE_PROCESSED + ": true\r\n";
        edits.add(new Edit(0, new byte[0], added.getBytes(StandardCharsets.US_ASCII), Edit.Rule.RECEIVED_ADDED));
        for (HeaderSection.Field field : header.fields()) {
            if (field.name().equalsIgnoreCase(AfterwordHeaders.AUTH)) {
                edits.add(new Edit(
                        field.start(), raw.bytes(field.start(), field.end()), new byte[0], Edit.Rule.AUTH_REMOVED));
            }
        }
        return edits;
    }
}
