package org.afterword.functions.onboarding.plan;

import java.util.List;
import java.util.Optional;

/** The names of our objects in a tenant. */
public final class Names {
    /** The remote domain that stands for all without one of their own. */
    public static final String REMOTE_DOMAIN = "Default";

    /** Exchange takes no longer names for rules, connectors and remote domains. */
    private static final int LONGEST = 64;

    private Names() {}

    public static String outbound(String prefix) {
        return prefix + " outbound";
    }

    public static String inbound(String prefix) {
        return prefix + " inbound";
    }

    public static String automaticReplies(String prefix) {
        return prefix + ": leave automatic replies alone";
    }

    static String approvalRequests(String prefix) {
        return prefix + ": leave approval requests alone";
    }

    static String readReceipts(String prefix) {
        return prefix + ": leave read receipts alone";
    }

    /** The rule that sends mail to us. */
    public static String identify(String prefix) {
        return prefix + ": send to the signature service";
    }

    static String recallReports(String prefix) {
        return prefix + ": leave recall reports alone";
    }

    static String recallRequests(String prefix) {
        return prefix + ": leave message recall alone";
    }

    /** The rule that sends signed mail on to the organisation's own servers. */
    public static String sendOn(String prefix) {
        return prefix + ": send on to your own servers";
    }

    /** The connector that this rule names. */
    public static String ownServers(String prefix) {
        return prefix + " to your own servers";
    }

    /**
     * The remote domain of one of the organisation's own domains.
     *
     * @param domain with {@code *.} before it for those below it
     */
    static String ownDomain(String prefix, String domain) {
        String name = ownDomains(prefix) + domain.replace("*.", "below ");
        return name.length() <= LONGEST
                ? name
                : name.substring(0, LONGEST - 9) + "-" + String.format("%08x", domain.hashCode());
    }

    /** With what the names of all of them begin. */
    public static String ownDomains(String prefix) {
        return prefix + " rich text: ";
    }

    /** The prefix, if this is the name that we would give to a remote domain of this domain; empty if it is another. */
    static Optional<String> prefixOfOwnDomain(String name, String domain) {
        int end = name.indexOf(ownDomains(""));
        return end > 0 && name.equals(ownDomain(name.substring(0, end), domain))
                ? Optional.of(name.substring(0, end))
                : Optional.empty();
    }

    /** All rules that may be there, the one that sends mail to us first. */
    static List<String> rules(String prefix) {
        return List.of(
                identify(prefix),
                sendOn(prefix),
                recallRequests(prefix),
                recallReports(prefix),
                readReceipts(prefix),
                approvalRequests(prefix),
                automaticReplies(prefix));
    }

    /** The rules that every tenant has, but not one that an earlier version connected. */
    static List<String> laterRules(String prefix) {
        return List.of(approvalRequests(prefix), readReceipts(prefix));
    }

    /** All outbound connectors that may be there. */
    public static List<String> outboundConnectors(String prefix) {
        return List.of(outbound(prefix), ownServers(prefix));
    }
}
