package org.afterword.functions.onboarding.route;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The domains below which Exchange Online takes mail. An MX record that names another server is not followed: mail would go to
 * a stranger.
 *
 * @param domains in lower case
 */
public record EndpointDomains(List<String> domains) {
    /** Those of all clouds, in the form of before and after July 2026. */
    public static final String USUAL = "mail.protection.outlook.com mx.microsoft office365.us partner.outlook.cn";

    private static final String NAME = "[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*";

    public EndpointDomains {
        domains = List.copyOf(domains);
    }

    /**
     * @param text the domains, with blanks or commas between them
     * @throws IllegalArgumentException if one is no DNS name, or there is none
     */
    public static EndpointDomains parse(String text) {
        List<String> domains = Arrays.stream(text.toLowerCase(Locale.ROOT).split("[\\s,]+"))
                .filter(domain -> !domain.isEmpty())
                .toList();
        if (domains.isEmpty() || !domains.stream().allMatch(domain -> domain.matches(NAME))) {
            throw new IllegalArgumentException("not a list of DNS names: " + text);
        }
        return new EndpointDomains(domains);
    }

    /** Whether this is the name of a host in one of them. */
    public boolean contain(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.matches(NAME)
                && domains.stream().anyMatch(domain -> name.equals(domain) || name.endsWith("." + domain));
    }
}
