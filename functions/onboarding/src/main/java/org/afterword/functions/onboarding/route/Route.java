package org.afterword.functions.onboarding.route;

import java.util.Optional;
import org.afterword.storage.tenant.SmtpEndpoint;

/** What is known of the place where a tenant takes its mail back. */
public sealed interface Route {
    /** Stands in a tenant's record as long as no place is known: a name that can never be (RFC 6761, section 6.4), so mail waits. */
    SmtpEndpoint NOWHERE = new SmtpEndpoint("not-known.invalid", 25);

    /** The place is known, answers, and has the certificate of its name. */
    record Proven(SmtpEndpoint server) implements Route {
        @Override
        public String sentence() {
            return "Mail comes back to " + name() + ": it answers and its certificate is right.";
        }

        /** The server's, and its port where that is not the usual one. */
        public String name() {
            return Route.name(server);
        }
    }

    /**
     * The place is known, and mail would not get there now.
     *
     * @param why what stands in the way
     */
    record Unproven(SmtpEndpoint server, String why) implements Route {
        @Override
        public String sentence() {
            return "Mail is to come back to " + Route.name(server) + ", but the way there is not free: " + why
                    + ". Check again in some minutes; if it stays so, those who run this installation find more with"
                    + " ./afterword check-route.";
        }
    }

    /**
     * There is no place to be known.
     *
     * @param why a sentence, with what helps
     */
    record NotFound(String why) implements Route {
        @Override
        public String sentence() {
            return "It is not known where mail comes back to: " + why;
        }
    }

    /** The DNS has not answered, so later it may be known. */
    record Unavailable() implements Route {
        @Override
        public String sentence() {
            return "It is not known where mail comes back to: the DNS does not answer. Check again in some minutes; if it"
                    + " stays so, those who run this installation have to look at the name servers of its functions.";
        }
    }

    /** What people should know of it, with what helps where it is not as it should be. */
    String sentence();

    /** Why mail must not be sent on its way yet; empty if it may. */
    default Optional<String> obstacle() {
        return this instanceof Proven ? Optional.empty() : Optional.of(sentence());
    }

    /**
     * Where mail is to go. What was known stays until something else is proven.
     *
     * @param known what the tenant's record says
     */
    default SmtpEndpoint or(Optional<SmtpEndpoint> known) {
        return switch (this) {
            case Proven proven -> proven.server();
            case Unproven unproven ->
                known.filter(place -> !place.equals(NOWHERE)).orElse(unproven.server());
            case NotFound none -> known.orElse(NOWHERE);
            case Unavailable later -> known.orElse(NOWHERE);
        };
    }

    private static String name(SmtpEndpoint server) {
        return server.port() == 25 ? server.host() : server.toString();
    }
}
