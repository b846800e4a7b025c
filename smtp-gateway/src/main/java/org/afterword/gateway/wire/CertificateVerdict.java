package org.afterword.gateway.wire;

/** What a client's certificate proves. */
public enum CertificateVerdict {
    /** It is that of Exchange Online, or of the client that the settings name. */
    TRUSTED,
    MISSING,
    /** Its chain does not lead to an authority that we trust, or it is out of date. */
    UNTRUSTED_CHAIN,
    /** A good certificate of somebody else. */
    OTHER_NAME
}
