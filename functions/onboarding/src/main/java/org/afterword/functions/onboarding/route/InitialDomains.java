package org.afterword.functions.onboarding.route;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The domains that Microsoft gives to organisations: one at the start, more where an administrator asks for them. The DNS of each
 * is Microsoft's, so that it tells where Exchange Online takes the organisation's mail, whatever gateway stands before its others.
 */
public final class InitialDomains {
    /** Of all clouds. Those with a further label, as contoso.mail.onmicrosoft.com, are for hybrid routing or the organisation's own. */
    private static final Pattern GIVEN =
            Pattern.compile("[a-z0-9-]+\\.(onmicrosoft\\.(com|us|de)|partner\\.onmschina\\.cn)");

    private InitialDomains() {}

    /** Those of these domains that Microsoft has given, in lower case and in the same order. */
    public static List<String> among(Collection<String> domains) {
        return domains.stream()
                .map(domain -> domain.toLowerCase(Locale.ROOT))
                .filter(domain -> GIVEN.matcher(domain).matches())
                .toList();
    }
}
