package org.afterword.functions.onboarding.plan;

import java.util.Optional;

/**
 * What Exchange answers when it is asked for the pilot's group.
 *
 * @param asked the address under which it was looked for
 * @param found what has this address, or what the rule names now if nothing has; empty if there is neither
 */
public record PilotGroup(String asked, Optional<Found> found) {
    private static final String CHOOSE =
            "Choose a distribution group, a mail-enabled security group or a Microsoft 365 group under Options, or none.";

    /**
     * A recipient.
     *
     * @param kind its {@code RecipientTypeDetails}
     * @param address its {@code PrimarySmtpAddress}, which rules show whatever address was given to them
     */
    public record Found(String kind, String address) {}

    /** Why it cannot be the pilot's group, in words for people; empty if it can. */
    public Optional<String> problem() {
        return found.isEmpty()
                ? Optional.of(
                        "There is no group “" + asked + "”: a rule for its members alone signs nobody's mail. Choose "
                                + "another group under Options, or none. A security group without an e-mail address cannot be "
                                + "chosen: rules do not know it.")
                : switch (found.get().kind()) {
                    case "MailUniversalDistributionGroup", "MailUniversalSecurityGroup", "GroupMailbox" ->
                        Optional.empty();
                    case "DynamicDistributionGroup" ->
                        Optional.of(
                                "The pilot's group “" + asked + "” is a dynamic distribution group. Its members are "
                                        + "looked up anew for each mail, so a rule cannot be relied on to know them. "
                                        + CHOOSE);
                    default ->
                        Optional.of("The pilot's group “" + asked + "” is no group that rules know (Exchange Online "
                                + "calls it " + found.get().kind() + "). " + CHOOSE);
                };
    }

    /** Whether it is there under another address than the one that it was asked for. */
    public boolean isRenamed() {
        return found.filter(group -> !group.address().equalsIgnoreCase(asked)).isPresent();
    }
}
