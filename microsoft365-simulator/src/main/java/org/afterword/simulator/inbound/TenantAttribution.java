package org.afterword.simulator.inbound;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateNames;
import org.afterword.simulator.smtp.SmtpPath;
import org.afterword.simulator.smtp.SmtpPeer;

/**
 * Whether a mail is the tenant's: it is if the certificate is one that the connector names, and if either that
 * certificate's domain or the domain of MAIL FROM is an accepted domain; so mail of the null sender needs the former.
 */
final class TenantAttribution {
    private final Supplier<Set<String>> tlsSenderCertificateNames;
    private final Set<String> acceptedDomains;
    private final X509TrustManager trust;

    TenantAttribution(
            InboundSettings settings, Set<String> acceptedDomains, Supplier<Set<String>> tlsSenderCertificateNames) {
        this.tlsSenderCertificateNames = tlsSenderCertificateNames;
        this.acceptedDomains = acceptedDomains;
        this.trust = CertificateAuthority.trustManager(settings.authorities().toArray(new CertificateAuthority[0]));
    }

    boolean accepts(SmtpPeer peer, SmtpPath reversePath) {
        Set<String> names = trustedNames(peer.certificates());
        boolean isOurConnector = tlsSenderCertificateNames.get().stream()
                .anyMatch(wanted -> names.stream().anyMatch(name -> CertificateNames.match(wanted, name)));
        boolean isOurTenant =
                acceptedDomains.contains(reversePath.domain()) || names.stream().anyMatch(this::isOfAnAcceptedDomain);
        return isOurConnector && isOurTenant;
    }

    private boolean isOfAnAcceptedDomain(String name) {
        return acceptedDomains.stream().anyMatch(domain -> name.equals(domain) || name.endsWith("." + domain));
    }

    /** The names on the client's certificate; none if its issuer is not trusted, for whatever usage. */
    private Set<String> trustedNames(List<X509Certificate> certificates) {
        if (certificates.isEmpty()) {
            return Set.of();
        }
        X509Certificate[] chain = certificates.toArray(new X509Certificate[0]);
        try {
            trust.checkServerTrusted(chain, "UNKNOWN");
        } catch (CertificateException notAServers) {
            try {
                trust.checkClientTrusted(chain, "UNKNOWN");
            } catch (CertificateException neither) {
                return Set.of();
            }
        }
        return CertificateNames.of(certificates.getFirst());
    }
}
