package org.afterword.functions.onboarding.plan;

import java.util.Optional;

/**
 * What Exchange answers when it is asked for the pilot's group.
 *
 * @param asked the address under which it was looked for
 * @param found what has this address; empty if nothing has
 */
public record PilotGroup(String asked, Optional<Found> found) {
    /**
     * A recipient.
     *
     * @param kind its {@code RecipientTypeDetails}
     * @param address its {@code PrimarySmtpAddress}, which rules show whatever address was given to them
     */
    public record Found(String kind, String address) {}
}
