package org.afterword.functions.onboarding.route;

import java.io.IOException;
import java.net.IDN;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/** Asks the DNS which servers take a domain's mail (RFC 5321, section 5.1). Safe for use by several threads. */
public final class MxRecords {
    /** The name servers of the system. */
    public static final MxRecords OF_SYSTEM = new MxRecords("dns:");

    private static final int FIRST_WAIT_MILLIS = 2000;
    private static final int TRIES = 2;

    private final String provider;

    /** @param provider the name server, as {@code dns://HOST:PORT} */
    public MxRecords(String provider) {
        this.provider = provider;
    }

    private record Mx(int preference, String host) {}

    /**
     * The hosts of the domain's MX records, the preferred one first; none if there is no such record.
     *
     * @throws IOException if the DNS does not answer
     * @throws IllegalArgumentException if that is no domain
     */
    @SuppressWarnings(
            "BanJNDI") // The DNS gives text and no objects, and a domain of letters and digits is no JNDI URL.
    public List<String> of(String domain) throws IOException {
        String name = IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, provider);
        environment.put("com.sun.jndi.dns.timeout.initial", Integer.toString(FIRST_WAIT_MILLIS));
        environment.put("com.sun.jndi.dns.timeout.retries", Integer.toString(TRIES));
        List<Mx> found = new ArrayList<>();
        try {
            InitialDirContext dns = new InitialDirContext(environment);
            try {
                Attribute records = dns.getAttributes(name, new String[] {"MX"}).get("MX");
                for (int i = 0; records != null && i < records.size(); i++) {
                    String[] words = String.valueOf(records.get(i)).split(" ", 2);
                    String host = words[1].replaceFirst("\\.$", "").toLowerCase(Locale.ROOT);
                    if (!host.isEmpty()) { // RFC 7505: a dot alone says that the domain takes no mail.
                        found.add(new Mx(Integer.parseInt(words[0]), host));
                    }
                }
            } finally {
                dns.close();
            }
        } catch (NameNotFoundException unknown) {
            return List.of();
        } catch (NamingException failed) {
            throw new IOException("the DNS does not answer: " + failed.getMessage(), failed);
        }
        return found.stream()
                .sorted(Comparator.comparingInt(Mx::preference))
                .map(Mx::host)
                .toList();
    }
}
