package org.afterword.simulator.smtp;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The client of a session.
 *
 * @param greetedAs the argument of EHLO; empty before
 * @param secure whether the session is under TLS
 * @param certificates the client's, leaf first, of which nothing is checked yet; empty if it showed none
 */
public record SmtpPeer(String greetedAs, boolean secure, List<X509Certificate> certificates) {
    public SmtpPeer {
        certificates = List.copyOf(certificates);
    }
}
