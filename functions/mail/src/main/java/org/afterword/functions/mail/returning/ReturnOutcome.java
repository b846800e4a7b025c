package org.afterword.functions.mail.returning;

import java.time.Duration;
import java.util.Optional;

/** What became of a mail for one recipient when it was handed back. */
public sealed interface ReturnOutcome {

    /** The server has it, and it is no longer ours. */
    record Accepted() implements ReturnOutcome {}

    /**
     * Not now: it is to be tried again. Nothing of the mail was taken.
     *
     * @param again present if the server was not even asked, by what happened to other mail: how long until asking is worth
     *     while. Then this was no attempt
     */
    record Deferred(Cause cause, Optional<SmtpReply> reply, Optional<Duration> again) implements ReturnOutcome {
        public Deferred(Cause cause, Optional<SmtpReply> reply) {
            this(cause, reply, Optional.empty());
        }

        Deferred(Cause cause) {
            this(cause, Optional.empty());
        }

        /** Whether the server was asked. */
        public boolean attempted() {
            return cause != Cause.CONNECTIONS_BUSY && again.isEmpty();
        }
    }

    /** Never: the server refused it for good. */
    record Refused(SmtpReply reply) implements ReturnOutcome {}

    /**
     * The whole mail was sent and no answer came back, so the server may have it or not. It is tried again, which may
     * double it: losing it would be worse.
     */
    record Uncertain() implements ReturnOutcome {}

    /** Why a mail has to wait. */
    enum Cause {
        SERVER_SAID_LATER("the tenant's server asked to try again later", false),
        THROTTLED("the tenant's server limits how much it takes from us", false),
        UNREACHABLE("the tenant's server could not be reached", false),
        CONNECTION_LOST("the connection to the tenant's server broke before the mail was sent", false),
        TOO_SLOW("the tenant's server did not answer in time", false),
        CONNECTIONS_BUSY("all our connections to the tenant's server were in use", false),
        SPOOL_UNREADABLE("the stored mail could not be read", false),
        TENANT_UNKNOWN("the organisation that the mail came from is not in our records any more", true),
        UNKNOWN_HOST("the name of the tenant's server is not known", true),
        NO_STARTTLS("the tenant's server offers no STARTTLS", true),
        TLS_FAILED("no TLS session with the tenant's server: its certificate or ours was not accepted", true),
        EXTENSION_MISSING("the tenant's server lacks an extension that the mail needs (8BITMIME or SMTPUTF8)", true),
        NOT_ATTRIBUTED("the tenant's server does not see by our certificate that the mail is the tenant's own", true);

        private final String explanation;
        private final boolean setupFault;

        Cause(String explanation, boolean setupFault) {
            this.explanation = explanation;
            this.setupFault = setupFault;
        }

        public String explanation() {
            return explanation;
        }

        /** Whether mail may wait for longer than its sender would otherwise be left without a report. */
        public boolean mayWaitOn() {
            return setupFault || this == CONNECTIONS_BUSY;
        }

        /**
         * Whether this by itself is no fault of the mail, so that other mail of the tenant will meet with it too.
         * {@link #SERVER_SAID_LATER} is none by itself: the reply tells.
         */
        public boolean closesDoor() {
            return switch (this) {
                case SERVER_SAID_LATER, CONNECTIONS_BUSY, SPOOL_UNREADABLE, TENANT_UNKNOWN, EXTENSION_MISSING -> false;
                default -> true;
            };
        }

        /** Whether an administrator must mend the tenant's connector, its record here, or our certificate. */
        public boolean setupFault() {
            return setupFault;
        }
    }

    /** What {@code reply} to a command or to the end of the data means for the recipients concerned. */
    static ReturnOutcome of(SmtpReply reply) {
        if (reply.positive()) {
            return new Accepted();
        }
        if (reply.permanent()) {
            return notAttributed(reply) ? new Deferred(Cause.NOT_ATTRIBUTED, Optional.of(reply)) : new Refused(reply);
        }
        return new Deferred(reply.throttling() ? Cause.THROTTLED : Cause.SERVER_SAID_LATER, Optional.of(reply));
    }

    /**
     * Exchange refuses mail whose connection it cannot attribute to the tenant with 5.7.64 (TenantAttribution), 5.7.51
     * (the connector restricts certificates or addresses) or 5.7.54 (relaying). The mail is right and the set-up is
     * not, so these are no rejections.
     */
    private static boolean notAttributed(SmtpReply reply) {
        return reply.status().filter(s -> s.matches("5\\.7\\.(51|54|64)")).isPresent();
    }
}
