package org.afterword.simulator.certificates;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a certificate is to say.
 *
 * @param commonName the subject's CN
 * @param dnsNames subject alternative names of kind DNS, wildcards allowed; may be empty
 * @param usages the extended key usage; empty leaves the extension out
 * @param notBefore valid from
 * @param notAfter valid until
 */
public record CertificateRequest(
        String commonName, List<String> dnsNames, List<Usage> usages, Instant notBefore, Instant notAfter) {
    private static final Duration LIFE = Duration.ofDays(30);

    /** An extended key usage (RFC 5280 section 4.2.1.12). */
    public enum Usage {
        /** May stand at the listening end of a TLS connection. */
        SERVER_AUTH,
        /** May stand at the connecting end of a TLS connection. */
        CLIENT_AUTH
    }

    public CertificateRequest {
        dnsNames = List.copyOf(dnsNames);
        usages = List.copyOf(usages);
    }

    /** A server's certificate for these names, the first of which is also its CN. */
    public static CertificateRequest server(String name, String... moreNames) {
        return of(List.of(Usage.SERVER_AUTH), name, moreNames);
    }

    /** A client's certificate with these names, the first of which is also its CN. */
    public static CertificateRequest client(String name, String... moreNames) {
        return of(List.of(Usage.CLIENT_AUTH), name, moreNames);
    }

    private static CertificateRequest of(List<Usage> usages, String name, String... moreNames) {
        List<String> names = new ArrayList<>(List.of(moreNames));
        names.addFirst(name);
        Instant now = Instant.now();
        return new CertificateRequest(name, names, usages, now.minus(Duration.ofDays(1)), now.plus(LIFE));
    }

    /** The same with another CN, say one that is none of the names. */
    public CertificateRequest withCommonName(String name) {
        return new CertificateRequest(name, dnsNames, usages, notBefore, notAfter);
    }

    /** The same with these names and an unchanged CN. */
    public CertificateRequest withDnsNames(String... names) {
        return new CertificateRequest(commonName, List.of(names), usages, notBefore, notAfter);
    }

    /** The same with exactly these usages; none leaves the extension out. */
    public CertificateRequest withUsages(Usage... exactly) {
        return new CertificateRequest(commonName, dnsNames, List.of(exactly), notBefore, notAfter);
    }

    /** The same with another validity. */
    public CertificateRequest valid(Instant from, Instant until) {
        return new CertificateRequest(commonName, dnsNames, usages, from, until);
    }
}
