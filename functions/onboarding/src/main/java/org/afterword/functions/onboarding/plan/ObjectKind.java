package org.afterword.functions.onboarding.plan;

import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.Value;

/** The kinds of objects that we create or change in a tenant, with the nouns of their cmdlets. */
public enum ObjectKind {
    ORGANIZATION("OrganizationConfig", "organisation", ""),
    OUTBOUND_CONNECTOR("OutboundConnector", "outbound connector", "TlsDomain"),
    INBOUND_CONNECTOR("InboundConnector", "inbound connector", "TlsSenderCertificateName"),
    TRANSPORT_RULE("TransportRule", "mail flow rule", "SetHeaderName"),
    REMOTE_DOMAIN("RemoteDomain", "remote domain", "");

    private final String noun;
    private final String words;
    private final String mark;

    ObjectKind(String noun, String words, String mark) {
        this.noun = noun;
        this.words = words;
        this.mark = mark;
    }

    /** The parameter that only an object of ours has as we want it; empty where there is none. */
    public String mark() {
        return mark;
    }

    /** The part of a cmdlet's name after the hyphen. */
    public String noun() {
        return noun;
    }

    /** What people call it. */
    public String words() {
        return words;
    }

    /** Whether its New cmdlet takes this parameter; that of remote domains takes a name and a domain only. */
    boolean isSetWhenNew(String parameter) {
        return this != REMOTE_DOMAIN || parameter.equals("DomainName");
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
