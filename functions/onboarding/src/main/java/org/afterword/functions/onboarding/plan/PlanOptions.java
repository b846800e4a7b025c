package org.afterword.functions.onboarding.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * What an administrator may choose.
 *
 * @param pilotGroup the address of a group whose members alone are signed; empty for everybody
 * @param sizeLimitKilobytes mail of this size and more stays out
 * @param recallExceptions whether message recall stays out too, by two more rules
 * @param richTextOff whether the Default remote domain stops sending Outlook's rich text (winmail.dat)
 * @param richTextInside whether the organisation's own domains send all their mail as rich text then, by a remote domain each;
 *     it means nothing where rich text stays as it is
 * @param ownServers what becomes of signed mail where all mail for the outside goes through the organisation's own servers
 * @param prefix with which the names of all objects begin
 */
public record PlanOptions(
        Optional<String> pilotGroup,
        int sizeLimitKilobytes,
        boolean recallExceptions,
        boolean richTextOff,
        boolean richTextInside,
        OwnServers ownServers,
        String prefix) {
    /** 26 MB, the limit that other services set. */
    public static final int USUAL_SIZE_LIMIT = 26_624;

    /** How signed mail for the outside leaves a tenant with centralized mail transport. */
    public enum OwnServers {
        /** The administrator has not said; the main rule is not enabled before that. */
        UNDECIDED,
        /** A rule of ours sends it on to them. */
        SEND_ON,
        /** As Exchange Online decides, which may be past them. */
        LEAVE
    }

    private static final int LARGEST = 150 * 1024;

    /** @throws IllegalArgumentException with words for people if a value cannot be used */
    public PlanOptions {
        pilotGroup = pilotGroup.map(String::strip).filter(group -> !group.isEmpty());
        richTextInside &= richTextOff;
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

    /** As it was stored; a version that did not know them had the rest as if they were not chosen. */
    @JsonCreator
    static PlanOptions stored(
            @JsonProperty("pilotGroup") Optional<String> pilotGroup,
            @JsonProperty("sizeLimitKilobytes") int sizeLimitKilobytes,
            @JsonProperty("recallExceptions") boolean recallExceptions,
            @JsonProperty("richTextOff") boolean richTextOff,
            @JsonProperty("richTextInside") Optional<Boolean> richTextInside,
            @JsonProperty("ownServers") Optional<OwnServers> ownServers,
            @JsonProperty("prefix") String prefix) {
        return new PlanOptions(
                pilotGroup,
                sizeLimitKilobytes,
                recallExceptions,
                richTextOff,
                richTextInside.orElse(false),
                ownServers.orElse(OwnServers.UNDECIDED),
                prefix);
    }

    /** For everybody, 26 MB, the rules of the guide, no rich text. */
    public static PlanOptions usual() {
        return new PlanOptions(
                Optional.empty(), USUAL_SIZE_LIMIT, false, true, false, OwnServers.UNDECIDED, "Afterword");
    }

    /** The same with the address by which Exchange knows the pilot's group, where it was given by another. */
    PlanOptions asFound(TenantState state) {
        return state.pilotGroup()
                .filter(group ->
                        pilotGroup.filter(group.asked()::equalsIgnoreCase).isPresent())
                .filter(group -> group.problem().isEmpty())
                .flatMap(PilotGroup::found)
                .map(found -> withPilotGroup(found.address()))
                .orElse(this);
    }

    public PlanOptions withPilotGroup(String address) {
        return new PlanOptions(
                Optional.of(address),
                sizeLimitKilobytes,
                recallExceptions,
                richTextOff,
                richTextInside,
                ownServers,
                prefix);
    }

    public PlanOptions withSizeLimit(int kilobytes) {
        return new PlanOptions(
                pilotGroup, kilobytes, recallExceptions, richTextOff, richTextInside, ownServers, prefix);
    }

    public PlanOptions withRecallExceptions(boolean on) {
        return new PlanOptions(pilotGroup, sizeLimitKilobytes, on, richTextOff, richTextInside, ownServers, prefix);
    }

    public PlanOptions withRichTextOff(boolean off) {
        return new PlanOptions(
                pilotGroup, sizeLimitKilobytes, recallExceptions, off, richTextInside, ownServers, prefix);
    }

    public PlanOptions withRichTextInside(boolean on) {
        return new PlanOptions(pilotGroup, sizeLimitKilobytes, recallExceptions, richTextOff, on, ownServers, prefix);
    }

    public PlanOptions withOwnServers(OwnServers choice) {
        return new PlanOptions(
                pilotGroup, sizeLimitKilobytes, recallExceptions, richTextOff, richTextInside, choice, prefix);
    }

    public PlanOptions withPrefix(String name) {
        return new PlanOptions(
                pilotGroup, sizeLimitKilobytes, recallExceptions, richTextOff, richTextInside, ownServers, name);
    }
}
