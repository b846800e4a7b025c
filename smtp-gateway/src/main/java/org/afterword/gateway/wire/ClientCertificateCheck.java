package org.afterword.gateway.wire;

import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Checks the certificate that a client shows. Exchange Online shows a certificate for {@code
 * mail.protection.outlook.com}; it is a server's certificate, and the public authorities take the purpose <i>client
 * authentication</i> out of those, so it is not asked for.
 *
 * <p>The check comes after the handshake and not within it: in TLS 1.3 a client learns only later, by a lost
 * connection, that its certificate was refused, where a reply to MAIL says what is wrong. Safe for use by several
 * threads.
 */
public final class ClientCertificateCheck {
    private static final int DNS_NAME = 2;

    private final X509TrustManager authorities;
    private final String expectedName;

    /** @param expectedName the DNS name that must be among the certificate's alternative names */
    public ClientCertificateCheck(X509TrustManager authorities, String expectedName) {
        this.authorities = authorities;
        this.expectedName = expectedName;
    }

    /** Judges the peer of a finished handshake. */
    public CertificateVerdict verdict(SSLSession session) {
        X509Certificate[] chain;
        try {
            Certificate[] shown = session.getPeerCertificates();
            chain = Arrays.copyOf(shown, shown.length, X509Certificate[].class);
        } catch (SSLPeerUnverifiedException none) {
            return CertificateVerdict.MISSING;
        }
        try {
            if (!isTrusted(chain)) {
                return CertificateVerdict.UNTRUSTED_CHAIN;
            }
            return names(chain[0]).stream().anyMatch(expectedName::equalsIgnoreCase)
                    ? CertificateVerdict.TRUSTED
                    : CertificateVerdict.OTHER_NAME;
        } catch (RuntimeException unforeseen) {
            // A stranger made these certificates; what the platform stumbles over is not trusted.
            return CertificateVerdict.UNTRUSTED_CHAIN;
        }
    }

    /** A trust manager for the handshake alone: it asks for any certificate, and leaves the judgement to us. */
    static X509ExtendedTrustManager judgedLater() {
        return new JudgedLater();
    }

    /** A server's certificate will do, and so will one for clients only. */
    private boolean isTrusted(X509Certificate[] chain) {
        try {
            // "UNKNOWN" is the key exchange of TLS 1.3, and asks for a key that may sign.
            authorities.checkServerTrusted(chain, "UNKNOWN");
            return true;
        } catch (CertificateException notAsServer) {
            try {
                authorities.checkClientTrusted(chain, "UNKNOWN");
                return true;
            } catch (CertificateException notAsClient) {
                return false;
            }
        }
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(DNS_NAME).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    private static final class JudgedLater extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("this side is never the client");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("this side is never the client");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("this side is never the client");
        }

        /** None: a list of authorities in the handshake would make clients hold back certificates of others. */
        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
