package org.afterword.functions.onboarding.plan;

/** What a plan warns of. */
public enum Warning {
    /** The certificate with which mail comes back has a name of no accepted domain. */
    CERTIFICATE_DOMAIN_NOT_ACCEPTED,
    /** Another mail gateway stands in the mail flow. */
    OTHER_GATEWAY,
    /** Another rule already sends mail to a service of this kind. */
    OTHER_SERVICE,
    /** Objects of ours have other names than they should, or are there twice. */
    SET_UNDER_ANOTHER_NAME,
    /** Another installation of this product has objects in the tenant. */
    OTHER_INSTALLATION,
    /** A rule of somebody else's sends mail to a connector of ours. */
    CONNECTOR_USED_BY_OTHERS,
    /** There are rules of ours that a connected tenant has never had. */
    NEW_RULES,
    /** Another rule has the place that ours needs. */
    PRIORITY_TAKEN,
    /** A connector is there, but disabled. */
    CONNECTOR_DISABLED,
    /** Exchange Online takes no mail from our connector at present. */
    CONNECTOR_BLOCKED,
    /** Another inbound connector is found by the same certificate as ours. */
    SAME_CERTIFICATE,
    /** Another inbound connector may refuse the mail that comes back. */
    RETURN_REFUSED,
    /** The group that was chosen cannot be the pilot's. */
    PILOT_GROUP,
    /** There are more mail flow rules than Exchange Online takes. */
    TOO_MANY_RULES,
    /** A connector sends all mail for the outside through servers of the organisation's own. */
    CENTRALIZED_MAIL_TRANSPORT,
    /** A remote domain lets rich text through to a domain, whatever Default says. */
    RICH_TEXT_DOMAIN,
    /** Mail is journaled before it is signed, or it is not known whether it is. */
    JOURNALING,
    /** The organisation must first be made ready for settings of its own, which takes a while. */
    NOT_HYDRATED,
    /** Mail that is on its way must come back before the connectors go. */
    MAIL_ON_ITS_WAY;

    /** Whether the plan cannot be carried out before it is dealt with. */
    public boolean isObstacle() {
        return this == PILOT_GROUP || this == TOO_MANY_RULES;
    }
}
