package org.afterword.gateway.intake;

import java.util.Optional;
import org.afterword.engine.message.MailAddress;

/**
 * Reads the one mailbox of a From field (RFC 5322, section 3.4) in one pass, whatever its sender wrote. Strict, since the
 * domain that is read out of it counts as proof: several mailboxes, a group, a source route, white space or a comment
 * within the address, a domain in brackets, and all that the grammar does not know give nothing.
 */
final class AuthorField {
    /** An honest field has one line or two. */
    private static final int MAX_LENGTH = 2000;

    private static final String SPECIALS = "()<>[]:;@\\,\"";
    private static final char END = '\0';

    private final String field;
    private int position;

    private AuthorField(String field) {
        this.field = field;
    }

    /** @param field unfolded; outside the address, characters beyond ASCII count as letters */
    static Optional<MailAddress> mailbox(String field) {
        boolean readable =
                field.length() <= MAX_LENGTH && field.chars().noneMatch(c -> c < ' ' && c != '\t' || c == 0x7f);
        return readable ? new AuthorField(field).mailbox() : Optional.empty();
    }

    private Optional<MailAddress> mailbox() {
        if (!skipSpaceAndComments()) {
            return Optional.empty();
        }
        int start = position;
        Optional<MailAddress> bare = address();
        if (bare.isPresent() && isAtEnd()) {
            return bare;
        }
        position = start;
        if (!skipDisplayName()) {
            return Optional.empty();
        }
        position++;
        Optional<MailAddress> bracketed = address();
        if (peek() != '>') {
            return Optional.empty();
        }
        position++;
        return isAtEnd() ? bracketed : Optional.empty();
    }

    private Optional<MailAddress> address() {
        int start = position;
        boolean local = peek() == '"' ? skipQuoted() : skipWord();
        if (!local || peek() != '@') {
            return Optional.empty();
        }
        boolean sound = field.charAt(start) == '"' || isDotted(field.substring(start, position));
        position++;
        int domain = position;
        sound &= skipDomain() && isDotted(field.substring(domain, position));
        String text = field.substring(start, position);
        return sound && text.chars().allMatch(c -> c < 0x7f) ? MailAddress.parse(text) : Optional.empty();
    }

    /** Whether each dot stands between two characters that are none. */
    private static boolean isDotted(String word) {
        return !("." + word + ".").contains("..");
    }

    /** Words in any number, up to the bracket. */
    private boolean skipDisplayName() {
        while (peek() != '<') {
            if (!(peek() == '"' ? skipQuoted() : skipWord()) || !skipSpaceAndComments()) {
                return false;
            }
        }
        return true;
    }

    private boolean skipWord() {
        int start = position;
        while (peek() > ' ' && SPECIALS.indexOf(peek()) < 0) {
            position++;
        }
        return position > start;
    }

    private boolean skipDomain() {
        int start = position;
        while (Character.isLetterOrDigit(peek()) || peek() == '-' || peek() == '.') {
            position++;
        }
        return position > start;
    }

    private boolean skipQuoted() {
        do {
            position += peek() == '\\' ? 2 : 1;
        } while (peek() != '"' && peek() != END);
        position++;
        return position <= field.length();
    }

    private boolean isAtEnd() {
        return skipSpaceAndComments() && peek() == END;
    }

    /** @return false if a comment does not end; they may be nested */
    private boolean skipSpaceAndComments() {
        int depth = 0;
        while (peek() == ' ' || peek() == '\t' || peek() == '(' || depth > 0 && peek() != END) {
            switch (peek()) {
                case '(' -> depth++;
                case ')' -> depth--;
                case '\\' -> position++;
                default -> {}
            }
            position++;
        }
        return depth == 0;
    }

    private char peek() {
        return position < field.length() ? field.charAt(position) : END;
    }
}
