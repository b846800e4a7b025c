package org.afterword.functions.onboarding.plan;

import java.util.List;

/** The names of our objects in a tenant. */
public final class Names {
    /** The remote domain that stands for all without one of their own. */
    public static final String REMOTE_DOMAIN = "Default";

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

    /** All rules that may be there, the one that sends mail to us first. */
    static List<String> rules(String prefix) {
        return List.of(identify(prefix), recallRequests(prefix), recallReports(prefix), automaticReplies(prefix));
    }
}
