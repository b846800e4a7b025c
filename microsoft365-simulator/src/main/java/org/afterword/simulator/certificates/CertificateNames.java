package org.afterword.simulator.certificates;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The names on a certificate, and whether a connector's setting means one of them. */
public final class CertificateNames {
    private static final int DNS = 2;

    private CertificateNames() {}

    /** CN and DNS alternative names, in lower case. */
    public static Set<String> of(X509Certificate certificate) {
        Set<String> names = new LinkedHashSet<>();
        try {
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN")) {
                    names.add(rdn.getValue().toString().toLowerCase(Locale.ROOT));
                }
            }
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0).equals(DNS)) {
                        names.add(alternative.get(1).toString().toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (InvalidNameException | CertificateParsingException unreadable) {
            throw new IllegalArgumentException("the names on the certificate cannot be read", unreadable);
        }
        return names;
    }

    /**
     * Whether a connector's TlsDomain or TlsSenderCertificateName means this name of a certificate: the same name, or
     * {@code *.domain} in the setting and a name below that domain, or a wildcard name that covers the setting.
     */
    public static boolean match(String setting, String name) {
        String wanted = setting.toLowerCase(Locale.ROOT);
        if (wanted.equals(name)) {
            return true;
        }
        if (wanted.startsWith("*.")) {
            return name.endsWith(wanted.substring(1));
        }
        int dot = wanted.indexOf('.');
        return name.startsWith("*.") && dot > 0 && wanted.substring(dot).equals(name.substring(1));
    }
}
