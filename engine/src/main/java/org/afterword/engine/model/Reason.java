package org.afterword.engine.model;

/** Why a mail is left alone. Each has the text that administrators read. */
public enum Reason {
    ALREADY_PROCESSED("It has been here before."),
    NULL_SENDER("Its envelope has no sender: it is a report or an automatic answer."),
    NULL_SENDER_OF_PERSON(
            "Its envelope has no sender although a person wrote it: so comes mail through a group that sends "
                    + "no reports to its author. By choice it is signed."),
    AUTOMATIC("A machine sent it."),
    APPROVAL("It asks for an approval, or is on its way through one."),
    ARBITRATION("An arbitration mailbox sent it in its author's name: it asks for an approval or tells of one."),
    TASK("It is a task, or an answer to one."),
    DELIVERY_REPORT("It is a delivery or read report."),
    CALENDAR("It is a meeting request or an answer to one."),
    SMIME("It is signed or encrypted with S/MIME; a change would break it."),
    PGP("It is signed or encrypted with PGP; a change would break it."),
    RIGHTS_PROTECTED("It is protected by rights management or message encryption."),
    TNEF("It is in Outlook's rich text format, which only Outlook can read."),
    RECALL("It recalls an earlier message."),
    VOTING("It is a vote."),
    VOTING_QUESTION("It asks for votes."),
    JOURNAL("It is a journal report."),
    CONNECTOR_VALIDATION("It is Microsoft's test of the connector."),
    UNREADABLE("Its structure or its text could not be read with certainty."),
    NO_TEXT("It has no text to sign."),
    TOO_LARGE_TO_READ("Its text is too large to be read in reasonable time."),
    OVER_BUDGET("Working on it took longer than one mail may hold up others, so it went on as it was."),
    NO_SAFE_PLACE("No place was found for the signature at which all that its author wrote stays as it is."),
    NO_MARKER("The rule signs only where the author typed the marker, and there is none."),
    SIGNED_BEFORE("An earlier mail of this conversation bears the signature."),
    UNKNOWN_SENDER("The sender is not among the people of this organisation."),
    NO_RULE("No rule of this organisation is for it."),
    RULE_LEAVES_UNSIGNED("The rule that is for it leaves it unsigned."),
    KEYWORD_SUPPRESSES("Its author typed the keyword that switches the signature off."),
    HEADER_EXCEPTED("It has a header field that a rule leaves out, and no other rule is for it."),
    PROGRAM("A program sent it in a person's name, and the rules are for people's own mail."),
    TEMPLATE_MISSING("The rule that is for it names a template that is not there."),
    TOO_MANY_HOPS("It has passed too many servers: this may be a loop."),
    NOT_CONNECTED("This organisation's signatures are paused, suspended or not yet switched on."),
    STORE_UNAVAILABLE("The signatures could not be read in time, so the mail went on as it was."),
    SIGNING_FAILED("Signing did not succeed in time, so the mail went on as it was."),
    TOO_LARGE_WHEN_SIGNED("With its signature it would have been larger than the tenant takes.");

    private final String explanation;

    Reason(String explanation) {
        this.explanation = explanation;
    }

    public String explanation() {
        return explanation;
    }
}
