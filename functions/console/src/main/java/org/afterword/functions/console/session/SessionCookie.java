package org.afterword.functions.console.session;

import java.util.Optional;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.onboarding.session.SessionSecret;

/** The cookie by which a browser has its session. */
public final class SessionCookie {
    private static final String NAME = "afterword-connect";
    /** With this prefix a browser takes the cookie only over https and from this very host (RFC 6265bis, 4.1.3.2). */
    private static final String HOST_ONLY = "__Host-";

    private SessionCookie() {}

    /** The secret that the request brings; empty if it brings none. */
    public static Optional<SessionSecret> read(ApiRequest request) {
        for (String cookie : request.header("cookie").orElse("").split(";")) {
            String[] pair = cookie.strip().split("=", 2);
            if (pair.length == 2 && pair[0].equals(name(request))) {
                return SessionSecret.parse(pair[1]);
            }
        }
        return Optional.empty();
    }

    /** For {@code Set-Cookie} in the answer to that request. */
    public static String header(SessionSecret secret, ApiRequest request) {
        return name(request) + "=" + secret.cookie() + "; Path=/; Max-Age=86400; HttpOnly; SameSite=Strict"
                + (request.isSecure() ? "; Secure" : "");
    }

    private static String name(ApiRequest request) {
        return request.isSecure() ? HOST_ONLY + NAME : NAME;
    }
}
