package org.afterword.engine.select;

import org.afterword.engine.model.Slot;

/**
 * What was found about one rule for one mail.
 *
 * @param why in words for administrators, which repeat nothing of the mail
 */
public record RuleVerdict(String ruleId, String ruleName, Slot slot, Outcome outcome, String why) {
    /** What became of the rule. */
    public enum Outcome {
        /** It matches, and fills its slot or keeps it empty. */
        WON,
        /** It matches, but an earlier rule has its slot. */
        BEATEN,
        /** A switched-off rule is not looked at. */
        SWITCHED_OFF,
        /** It matches, but the template that it names is not there. */
        TEMPLATE_MISSING,
        /** These conditions do not hold. */
        SENDER_NOT_LISTED,
        SENDER_EXCEPTED,
        OTHER_AUDIENCE,
        RECIPIENT_NOT_LISTED,
        OTHER_KIND,
        OTHER_CLIENT,
        OTHER_AUTHOR,
        HEADER_MISSING,
        HEADER_EXCEPTED,
        KEYWORD_MISSING,
        KEYWORD_SUPPRESSES,
        OUT_OF_SCHEDULE,
        SIGNED_BEFORE,
        NO_MARKER
    }
}
