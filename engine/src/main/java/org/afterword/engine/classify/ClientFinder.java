package org.afterword.engine.classify;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.afterword.engine.message.HeaderSection;

/**
 * Tells whether a mail was written on a mobile device. Exchange hides the program of most mails, so the markup counts
 * where the header is silent.
 */
public final class ClientFinder {
    private static final List<String> MOBILE = List.of(
            "iphone",
            "ipad",
            "ipod",
            "android",
            "outlook for ios",
            "outlook-ios",
            "mobile",
            "samsung",
            "blackberry",
            "k-9",
            "k9 mail",
            "fairemail",
            "aquamail",
            "bluemail",
            "windows phone");

    private ClientFinder() {}

    /** The client by the fields {@code X-Mailer} and {@code User-Agent}, and by the texts. */
    public static Client find(HeaderSection header, BodyEvidence body) {
        Optional<String> program = header.first("X-Mailer").or(() -> header.first("User-Agent"));
        if (program.isPresent()) {
            String name = program.get().toLowerCase(Locale.ROOT);
            if (MOBILE.stream().anyMatch(name::contains)) {
                return Client.MOBILE;
            }
            // Apple Mail and others bear one name on the desktop and on devices: a tagline or the markup tells more.
            return body.client() == Client.MOBILE ? Client.MOBILE : Client.OTHER;
        }
        return body.client();
    }
}
