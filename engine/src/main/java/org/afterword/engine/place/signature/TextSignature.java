package org.afterword.engine.place.signature;

import org.afterword.engine.place.lines.Flow;

/** The signature as lines of a plain text: wrapped, and by the rules of format=flowed (RFC 3676) where the mail is. */
public final class TextSignature {
    private static final int WIDTH = 78;

    private TextSignature() {}

    /** Lines of at most 78 characters, each with a line end; words longer than that stay whole. */
    public static String format(String signature, Flow flow, String lineEnd) {
        StringBuilder out = new StringBuilder(signature.length() + 32);
        for (String line : signature.strip().split("\r\n|\r|\n", -1)) {
            // RFC 3676, section 4.2: a fixed line has no space at its end.
            wrap(line.stripTrailing(), flow, lineEnd, out);
        }
        return out.toString();
    }

    private static void wrap(String line, Flow flow, String lineEnd, StringBuilder out) {
        String rest = line;
        while (rest.length() > WIDTH) {
            int space = rest.lastIndexOf(' ', WIDTH - 2);
            if (space <= 0) {
                space = rest.indexOf(' ');
            }
            if (space <= 0 || space == rest.length() - 1) {
                break;
            }
            // The space at the end of a flowed line says that the paragraph goes on; with delsp it is not the one
            // between the words (RFC 3676, section 4.5).
            stuffed(rest.substring(0, space) + softBreak(flow), flow, out);
            out.append(lineEnd);
            rest = rest.substring(space + 1);
        }
        stuffed(rest, flow, out);
        out.append(lineEnd);
    }

    private static String softBreak(Flow flow) {
        return switch (flow) {
            case FIXED -> "";
            case FLOWED -> " ";
            case FLOWED_DELSP -> "  ";
        };
    }

    /** RFC 3676, section 4.4: what could be taken for a quote or for stuffing gets a space in front. */
    private static void stuffed(String line, Flow flow, StringBuilder out) {
        if (flow != Flow.FIXED && (line.startsWith(" ") || line.startsWith(">") || line.startsWith("From "))) {
            out.append(' ');
        }
        out.append(line);
    }
}
