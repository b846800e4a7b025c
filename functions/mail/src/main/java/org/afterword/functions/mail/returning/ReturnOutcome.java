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
        static final Deferred BROKEN_OFF = new Deferred(Cause.BROKEN_OFF, Optional.empty(), Optional.of(Duration.ZERO));

        static final Deferred NO_TIME =
                new Deferred(Cause.TIME_OVER, Optional.empty(), Optional.of(Duration.ofSeconds(30)));

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

        /** Whether the server was not asked since it is known to be away. */
        public boolean serverAway() {
            return again.isPresent() && !cause.ours();
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
        SERVER_SAID_LATER("the tenant's server asked to try again later", Concern.NOBODY),
        THROTTLED("the tenant's server limits how much it takes from us", Concern.NOBODY),
        UNREACHABLE("the tenant's server could not be reached", Concern.NOBODY),
        CONNECTION_LOST("the connection to the tenant's server broke before the mail was sent", Concern.NOBODY),
        TOO_SLOW("the tenant's server did not answer in time", Concern.NOBODY),
        CONNECTIONS_BUSY("all our connections to the tenant's server were in use", Concern.NOBODY),
        BROKEN_OFF("sending was broken off by ourselves before the server had the mail", Concern.NOBODY),
        TIME_OVER("the time for one attempt was over before the tenant's server had the mail", Concern.NOBODY),
        SPOOL_UNREADABLE("the stored mail could not be read", Concern.NOBODY),
        TENANT_UNKNOWN("the organisation that the mail came from is not in our records any more", Concern.TENANT),
        UNKNOWN_HOST("the name of the tenant's server is not known", Concern.TENANT),
        NO_STARTTLS("the tenant's server offers no STARTTLS", Concern.TENANT),
        TLS_FAILED("no TLS session with the tenant's server: its certificate or ours was not accepted", Concern.TENANT),
        EXTENSION_MISSING(
                "the tenant's server lacks an extension that the mail needs (8BITMIME or SMTPUTF8)", Concern.TENANT),
        NOT_ATTRIBUTED(
                "the tenant's server does not see by our certificate that the mail is the tenant's own",
                Concern.TENANT),
        ORGANISATION("Exchange holds back all mail of the organisation, or of its connector", Concern.TENANT),
        OUR_ADDRESS("the tenant's server takes nothing from the address that this stamp sends from", Concern.STAMP),
        SUSPECT("mail of several senders is refused in the same way, so the cause is hardly the mail", Concern.TENANT);

        private final String explanation;
        private final Concern concern;

        Cause(String explanation, Concern concern) {
            this.explanation = explanation;
            this.concern = concern;
        }

        public String explanation() {
            return explanation;
        }

        /** Whether mail may wait for longer than its sender would otherwise be left without a report. */
        public boolean mayWaitOn() {
            return setupFault() && this != SUSPECT || this == CONNECTIONS_BUSY;
        }

        /** Whether it is this worker that lets the mail wait, and not what the server does. */
        private boolean ours() {
            return this == CONNECTIONS_BUSY || this == BROKEN_OFF || this == TIME_OVER;
        }

        /** Whether somebody must act before mail goes back. */
        public boolean setupFault() {
            return concern != Concern.NOBODY;
        }

        public Concern concern() {
            return concern;
        }
    }

    /** Who must act. */
    enum Concern {
        /** Time mends it. */
        NOBODY,
        /** The tenant's administrators: its connector, its record here, or how it stands with Exchange. */
        TENANT,
        /** Those who run the stamp. */
        STAMP
    }

    /** What {@code reply} to a command or to the end of the data means for the recipients concerned. */
    static ReturnOutcome of(SmtpReply reply) {
        if (reply.positive()) {
            return new Accepted();
        }
        Optional<KnownReply> known = KnownReply.of(reply);
        if (known.isPresent()) {
            return new Deferred(known.get().cause(), Optional.of(reply));
        }
        if (reply.permanent()) {
            return new Refused(reply);
        }
        return new Deferred(reply.throttling() ? Cause.THROTTLED : Cause.SERVER_SAID_LATER, Optional.of(reply));
    }
}
