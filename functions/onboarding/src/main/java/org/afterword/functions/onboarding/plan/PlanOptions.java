package org.afterword.functions.onboarding.plan;

import java.util.Optional;

/**
 * What an administrator may choose.
 *
 * @param pilotGroup the address of a group whose members alone are signed; empty for everybody
 * @param sizeLimitKilobytes mail of this size and more stays out
 * @param recallExceptions whether message recall stays out too, by two more rules
 * @param richTextOff whether the Default remote domain stops sending Outlook's rich text (winmail.dat)
 * @param prefix with which the names of all objects begin
 */
public record PlanOptions(
        Optional<String> pilotGroup,
        int sizeLimitKilobytes,
        boolean recallExceptions,
        boolean richTextOff,
        String prefix) {
    /** 26 MB, the limit that other services set. */
    public static final int USUAL_SIZE_LIMIT = 26_624;

    private static final int LARGEST = 150 * 1024;

    /** @throws IllegalArgumentException with words for people if a value cannot be used */
    public PlanOptions {
        pilotGroup = pilotGroup.map(String::strip).filter(group -> !group.isEmpty());
        prefix = prefix.strip();
        if (pilotGroup.isPresent() && !pilotGroup.get().matches("[^\\s@<>\"]{1,64}@[^\\s@<>\"]{1,255}")) {
            throw new IllegalArgumentException("The pilot group must be the e-mail address of a group.");
        }
        if (sizeLimitKilobytes < 64 || sizeLimitKilobytes > LARGEST) {
            throw new IllegalArgumentException("The size limit must be from 64 KB to 153600 KB (150 MB).");
        }
        if (!prefix.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,29}")) {
            throw new IllegalArgumentException(
                    "The prefix must have 1 to 30 letters, digits, spaces, dots, hyphens or underscores.");
        }
    }

    /** For everybody, 26 MB, the two rules of the guide, no rich text. */
    public static PlanOptions usual() {
        return new PlanOptions(Optional.empty(), USUAL_SIZE_LIMIT, false, true, "Afterword");
    }

    public PlanOptions withPilotGroup(String address) {
        return new PlanOptions(Optional.of(address), sizeLimitKilobytes, recallExceptions, richTextOff, prefix);
    }

    public PlanOptions withSizeLimit(int kilobytes) {
        return new PlanOptions(pilotGroup, kilobytes, recallExceptions, richTextOff, prefix);
    }

    public PlanOptions withRecallExceptions(boolean on) {
        return new PlanOptions(pilotGroup, sizeLimitKilobytes, on, richTextOff, prefix);
    }

    public PlanOptions withRichTextOff(boolean off) {
        return new PlanOptions(pilotGroup, sizeLimitKilobytes, recallExceptions, off, prefix);
    }

    public PlanOptions withPrefix(String name) {
        return new PlanOptions(pilotGroup, sizeLimitKilobytes, recallExceptions, richTextOff, name);
    }
}
