package org.afterword.functions.onboarding.plan;

import org.afterword.functions.exchange.Cmdlet;
import org.afterword.functions.exchange.Value;

/** The kinds of objects that we create or change in a tenant, with the nouns of their cmdlets. */
public enum ObjectKind {
    ORGANIZATION("OrganizationConfig", "organisation"),
    OUTBOUND_CONNECTOR("OutboundConnector", "outbound connector"),
    INBOUND_CONNECTOR("InboundConnector", "inbound connector"),
    TRANSPORT_RULE("TransportRule", "mail flow rule"),
    REMOTE_DOMAIN("RemoteDomain", "remote domain");

    private final String noun;
    private final String words;

    ObjectKind(String noun, String words) {
        this.noun = noun;
        this.words = words;
    }

    /** The part of a cmdlet's name after the hyphen. */
    public String noun() {
        return noun;
    }

    /** What people call it. */
    public String words() {
        return words;
    }

    Cmdlet create() {
        return Cmdlet.of("New-" + noun);
    }

    Cmdlet set(String name) {
        return Cmdlet.of("Set-" + noun).with("Identity", Value.of(name));
    }

    Cmdlet remove(String name) {
        return Cmdlet.of("Remove-" + noun).with("Identity", Value.of(name)).with("Confirm", Value.of(false));
    }
}
