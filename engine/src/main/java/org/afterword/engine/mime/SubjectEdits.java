package org.afterword.engine.mime;

import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.HeaderText;
import org.afterword.engine.splice.Edit;

/**
 * Takes keywords for the rules out of the subject. {@code Thread-Topic}, which is the subject without its prefix, follows,
 * so that Outlook shows the same in its list of conversations.
 */
public final class SubjectEdits {
    private static final Set<String> FIELDS = Set.of("subject", "thread-topic");

    private SubjectEdits() {}

    /** The changes; none where no keyword is there, or in a field that is too long to be decoded. */
    public static List<Edit> without(ParsedMessage message, Collection<String> keywords) throws IOException {
        List<Edit> edits = new ArrayList<>();
        if (keywords.isEmpty()) {
            return edits;
        }
        String lineEnd = message.lineEnd();
        for (HeaderSection.Field field : message.header().fields()) {
            if (FIELDS.contains(field.name().toLowerCase(Locale.ROOT)) && !HeaderText.isOverlong(field.value())) {
                String text = HeaderText.decode(field.value());
                String left = without(text, keywords);
                if (!left.equals(text)) {
                    byte[] before = message.raw().bytes(field.start(), field.end());
                    byte[] after = line(field, keywords, left, lineEnd).getBytes(StandardCharsets.ISO_8859_1);
                    edits.add(new Edit(field.start(), before, after, Edit.Rule.KEYWORD_REMOVED));
                }
            }
        }
        return edits;
    }

    /** The field as it stands less the keywords, where they stand in it in plain letters; else written anew. */
    private static String line(HeaderSection.Field field, Collection<String> keywords, String left, String lineEnd) {
        String plain = without(field.value(), keywords);
        boolean inPlainLetters = HeaderText.decode(plain).equals(left) && plain.length() < 900;
        return field.name() + ": "
                + (inPlainLetters ? folded(field, plain) : encoded(field, left)).replace("\r\n", lineEnd) + lineEnd;
    }

    private static String folded(HeaderSection.Field field, String value) {
        return MimeUtility.fold(field.name().length() + 2, value);
    }

    private static String encoded(HeaderSection.Field field, String text) {
        try {
            return folded(field, MimeUtility.encodeText(text, "UTF-8", null));
        } catch (UnsupportedEncodingException impossible) {
            throw new IllegalStateException("every Java platform has UTF-8", impossible);
        }
    }

    /** The words left and right of a keyword keep one space between them. */
    static String without(String text, Collection<String> keywords) {
        String left = text;
        for (String keyword : keywords) {
            left = without(left, keyword);
        }
        return left.strip();
    }

    private static String without(String text, String keyword) {
        Budget.pass(text.length());
        StringBuilder left = new StringBuilder(text.length());
        int written = 0;
        int i = 0;
        while (i + keyword.length() <= text.length()) {
            if (!text.regionMatches(true, i, keyword, 0, keyword.length())) {
                i++;
                continue;
            }
            int start = i;
            while (start > written && isSpace(text.charAt(start - 1))) {
                start--;
            }
            int end = i + keyword.length();
            int behind = end;
            while (behind < text.length() && isSpace(text.charAt(behind))) {
                behind++;
            }
            left.append(text, written, start);
            if (start < i && end < behind) {
                left.append(' ');
            } else {
                left.append(text, start, i).append(text, end, behind);
            }
            written = behind;
            i = behind;
        }
        return left.append(text, written, text.length()).toString();
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }
}
