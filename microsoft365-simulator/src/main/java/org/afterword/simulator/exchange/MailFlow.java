package org.afterword.simulator.exchange;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.afterword.simulator.header.MailHeader;

/** A tenant's rules and connectors as they are at the moment. Safe for use by several threads. */
public interface MailFlow {
    /**
     * A mail as the rules see it.
     *
     * @param header its header fields, those that rules have set included
     * @param reversePath the sender's address, empty for the null sender
     * @param fromInside whether the sender is in the organisation
     * @param toOutside whether it is for somebody outside; Exchange splits mail for both before it routes it
     * @param fromOnPremises whether it came in through a connector of type OnPremises
     */
    record Mail(
            Header header,
            String reversePath,
            boolean fromInside,
            long octets,
            boolean toOutside,
            boolean fromOnPremises) {

        /** A mail from one of the tenant's own mailboxes, or from elsewhere by no connector. */
        public Mail(Header header, String reversePath, boolean fromInside, long octets) {
            this(header, reversePath, fromInside, octets, false, false);
        }

        /** The same, for somebody outside. */
        public Mail outwards() {
            return new Mail(header, reversePath, fromInside, octets, true, fromOnPremises);
        }

        /** The same, in through a connector of type OnPremises. */
        public Mail returned() {
            return new Mail(header, reversePath, fromInside, octets, toOutside, true);
        }
    }

    /** The header fields of a mail. */
    @FunctionalInterface
    interface Header {
        /** All values of the fields of this name, unfolded. */
        List<String> values(String name);
    }

    /** Where an outbound connector sends to. */
    record Target(String smartHost, String tlsDomain) {}

    /**
     * What the rules make of a mail.
     *
     * @param target the smart host; empty if the mail is delivered by the tenant itself
     */
    record Route(List<MailHeader.Field> fields, Optional<Target> target) {
        public Route {
            fields = List.copyOf(fields);
        }
    }

    /** Runs the rules over a mail. */
    Route route(Mail mail);

    /** The certificate names of the inbound connectors through which mail may come back; none if there are none. */
    Set<String> returnCertificates();
}
