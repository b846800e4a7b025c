package org.afterword.gateway.wire;

/** What a client's certificate proves. */
public enum CertificateVerdict {
    /** It is Exchange Online, or whoever the settings name. */
    TRUSTED,
    MISSING,
    /** Its chain does not lead to an authority that we believe, or it is out of date. */
    UNTRUSTED_CHAIN,
    /** A good certificate of somebody else. */
    OTHER_NAME
}
