package org.afterword.engine.classify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.Part;
import org.afterword.engine.model.Reason;

/**
 * Tells what a mail in Outlook's rich text format (TNEF, [MS-OXTNEF]) is, as far as the start of its part shows it: votes and
 * tasks are in this format alone, and their buttons with them.
 */
final class RichText {
    /** In bytes as they stand in the mail: what tells them apart stands before the attachments. */
    private static final long LOOKED_AT = 256 * 1024;

    private static final long STEPS_A_BYTE = 2;

    /** PidLidVerbStream ([MS-OXPROPS], section 2.351) as a named property: PSETID_Common, named by number, 0x8520. */
    private static final String VERBS =
            latin1(0x08, 0x20, 0x06, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46, 0, 0, 0, 0, 0x20, 0x85, 0, 0);

    /** The message class of requests and of the answers to them ([MS-OXOTASK], section 2.2.3). */
    private static final String TASK = "IPM.TaskRequest";

    private RichText() {}

    /** The reason to leave such a mail alone. */
    static Reason reason(RawMessage raw, Part part) throws IOException {
        byte[] start = raw.bytes(part.bodyStart(), Math.min(part.bodyEnd(), part.bodyStart() + LOOKED_AT));
        Budget.steps(start.length * STEPS_A_BYTE);
        String encoding =
                part.header().first("Content-Transfer-Encoding").orElse("").strip();
        String text = latin1(encoding.equalsIgnoreCase("base64") ? decoded(start) : start);
        if (text.contains(VERBS)) {
            return Reason.VOTING_QUESTION;
        }
        return text.contains(TASK) ? Reason.TASK : Reason.TNEF;
    }

    /** As far as whole groups of four letters go; nothing where it is no base64. */
    private static byte[] decoded(byte[] base64) {
        byte[] letters = new byte[base64.length];
        int count = 0;
        for (byte b : base64) {
            if (b > ' ') {
                letters[count++] = b;
            }
        }
        try {
            return Base64.getDecoder().decode(Arrays.copyOf(letters, count - count % 4));
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String latin1(int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            array[i] = (byte) bytes[i];
        }
        return latin1(array);
    }
}
