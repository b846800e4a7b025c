package org.afterword.engine.render;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.afterword.engine.render.MarkupToken.Condition;
import org.afterword.engine.render.MarkupToken.ConditionEnd;
import org.afterword.engine.render.MarkupToken.EndTag;
import org.afterword.engine.render.MarkupToken.StartTag;

/**
 * Whether a template closes what it opens, and nothing else: as everybody sees it and as classic Outlook does, with its
 * sections and with what stands in their place.
 */
final class MarkupBalance {
    /** Takes what is wrong. */
    interface Errors {
        void accept(int at, String message);
    }

    private final Errors error;

    MarkupBalance(Errors error) {
        this.error = error;
    }

    void check(List<TemplateTag> tags, List<MarkupToken> tokens) {
        for (char in : new char[] {'#', '^'}) {
            List<TemplateTag> absent = absent(tags, in);
            balance(present(seen(tokens, false), absent));
            if (tokens.stream().anyMatch(Condition.class::isInstance)) {
                balance(present(seen(tokens, true), absent));
            }
        }
    }

    /** Beginnings and ends, in turn, of what is not there when only sections of the kind {@code in} are. */
    private static List<TemplateTag> absent(List<TemplateTag> tags, char in) {
        List<TemplateTag> absent = new ArrayList<>();
        int depth = 0;
        int since = -1;
        for (TemplateTag tag : tags) {
            if (tag.opens()) {
                depth++;
                if (since < 0 && tag.kind() != in && !Helper.NAMES.contains(tag.name())) {
                    since = depth;
                    absent.add(tag);
                }
            } else if (tag.kind() == '/') {
                if (depth == since) {
                    since = -1;
                    absent.add(tag);
                }
                depth--;
            }
        }
        return absent;
    }

    private static List<MarkupToken> present(List<MarkupToken> seen, List<TemplateTag> absent) {
        List<MarkupToken> present = new ArrayList<>();
        int next = 0;
        for (MarkupToken token : seen) {
            while (next < absent.size() && absent.get(next).start() < token.start()) {
                next++;
            }
            if (next % 2 == 0) {
                present.add(token);
            }
        }
        return present;
    }

    private List<MarkupToken> seen(List<MarkupToken> tokens, boolean outlook) {
        List<MarkupToken> seen = new ArrayList<>();
        Condition open = null;
        for (MarkupToken token : tokens) {
            switch (token) {
                case Condition condition -> {
                    if (!condition.inComment()) {
                        open = condition;
                    } else if (outlook) {
                        seen.addAll(condition.content());
                    }
                }
                case ConditionEnd end -> {
                    if (open == null) {
                        error.accept(end.start(), "There is an <![endif]> that ends nothing here.");
                    }
                    open = null;
                }
                default -> {
                    if (open == null || !outlook || !open.negated()) {
                        seen.add(token);
                    }
                }
            }
        }
        if (open != null) {
            error.accept(
                    open.start(),
                    "What is not for all mail programs is not ended by <![endif]>: they would hide the rest.");
        }
        return seen;
    }

    private void balance(List<MarkupToken> tokens) {
        Deque<StartTag> open = new ArrayDeque<>();
        Map<String, Integer> count = new HashMap<>();
        for (MarkupToken token : tokens) {
            if (token instanceof StartTag tag) {
                if (AllowedMarkup.IN_TABLE.contains(tag.name()) && count.getOrDefault("table", 0) == 0) {
                    error.accept(tag.start(), "<" + tag.name() + "> stands outside of a table.");
                }
                if (!AllowedMarkup.VOID.contains(tag.name())
                        && !(tag.selfClosing() && tag.name().indexOf(':') > 0)) {
                    open.push(tag);
                    count.merge(tag.name(), 1, Integer::sum);
                }
            } else if (token instanceof EndTag end) {
                if (count.getOrDefault(end.name(), 0) == 0) {
                    error.accept(
                            end.start(),
                            "There is a </" + TemplateMarkup.shown(end.name())
                                    + "> that closes nothing here: it would close what is" + " around the signature.");
                    continue;
                }
                StartTag closed;
                do {
                    closed = open.pop();
                    count.merge(closed.name(), -1, Integer::sum);
                } while (!closed.name().equals(end.name()) && unclosed(closed));
            }
        }
        open.forEach(this::unclosed);
    }

    private boolean unclosed(StartTag tag) {
        if (!AllowedMarkup.CLOSED_BY_OTHERS.contains(tag.name())
                && AllowedMarkup.refusal(tag.name()).isEmpty()) {
            error.accept(
                    tag.start(),
                    "<" + TemplateMarkup.shown(tag.name())
                            + "> is not closed: what follows in the mail would be a part of it.");
        }
        return true;
    }
}
