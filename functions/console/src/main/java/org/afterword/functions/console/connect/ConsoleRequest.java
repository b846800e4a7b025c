package org.afterword.functions.console.connect;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.afterword.functions.onboarding.session.SessionSecret;

/**
 * A request, as far as it matters here.
 *
 * @param address the whole URL
 * @param headers names in lower case
 */
public record ConsoleRequest(String address, Map<String, String> headers, String body) {
    private static final String COOKIE = "afterword-connect";
    /** With this prefix a browser takes the cookie only over https and from this very host (RFC 6265bis, 4.1.3.2). */
    private static final String HOST_ONLY = "__Host-";

    private static final String OWN_HEADER = "x-afterword-request";

    Optional<SessionSecret> secret() {
        for (String cookie : header("cookie").split(";")) {
            String[] pair = cookie.strip().split("=", 2);
            if (pair.length == 2 && pair[0].equals(cookieName())) {
                return SessionSecret.parse(pair[1]);
            }
        }
        return Optional.empty();
    }

    String cookieName() {
        return isSecure() ? HOST_ONLY + COOKIE : COOKIE;
    }

    /**
     * Whether a page of ours sent it, or no browser at all: a foreign page can send no header of ours without being asked
     * about (CORS), and a browser states where a request comes from.
     */
    public boolean isOurs() {
        String site = header("sec-fetch-site");
        String origin = header("origin");
        return !header(OWN_HEADER).isEmpty()
                && (site.isEmpty() || site.equals("same-origin"))
                && (origin.isEmpty() || hostOf(origin).equals(header("host").toLowerCase(Locale.ROOT)));
    }

    /** Whether the browser came over https, a proxy's word counting. */
    boolean isSecure() {
        return header("x-forwarded-proto").equals("https") || address.startsWith("https:");
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    private static String hostOf(String origin) {
        int start = origin.indexOf("://");
        return start < 0 ? "" : origin.substring(start + 3).toLowerCase(Locale.ROOT);
    }
}
