package org.afterword.simulator.inbound;

import java.util.List;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.IssuedCertificate;

/**
 * How an inbound connector behaves: RequireTls, and mail only from who shows a certificate.
 *
 * @param certificate what it shows as a server
 * @param authorities who may have issued the sender's certificate
 * @param tlsSenderCertificateName a name that must be on the sender's certificate; {@code *.domain} means any below it
 * @param port where to listen on the loopback address; 0 for any
 */
public record InboundSettings(
        IssuedCertificate certificate,
        List<CertificateAuthority> authorities,
        String tlsSenderCertificateName,
        int port) {
    public InboundSettings {
        authorities = List.copyOf(authorities);
    }

    /** On any free port. */
    public static InboundSettings from(
            String tlsSenderCertificateName, IssuedCertificate certificate, CertificateAuthority... authorities) {
        return new InboundSettings(certificate, List.of(authorities), tlsSenderCertificateName, 0);
    }
}
