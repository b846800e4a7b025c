package org.afterword.engine.classify;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.budget.CountedText;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.model.Client;

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

    /** Thunderbird and Fastmail; FairEmail, which is rare, does the same. */
    private static final Pattern LOWER_UUID =
            Pattern.compile("<[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@(?!proton|pm\\.me|Spark).*");

    /** Outlook over SMTP, Evolution, Mailbird. */
    private static final Pattern DESKTOP_ID =
            Pattern.compile("<(?:[0-9a-f]{12}\\$[0-9a-f]{8}\\$[0-9a-f]{8}\\$@|[0-9a-f]{40}\\.camel@|Mailbird-).*");

    private ClientFinder() {}

    /**
     * The client by the fields {@code X-Mailer} and {@code User-Agent}; by the texts, where these are not there, as in most
     * mails that come from Exchange; and last by what is left of the program in other fields.
     */
    public static Client find(HeaderSection header, BodyEvidence body) {
        Optional<String> program = header.first("X-Mailer").or(() -> header.first("User-Agent"));
        if (program.isPresent()) {
            String name = program.get().toLowerCase(Locale.ROOT);
            Budget.pass((long) name.length() * MOBILE.size());
            if (MOBILE.stream().anyMatch(name::contains)) {
                return Client.MOBILE;
            }
            if (name.startsWith("apple mail")) {
                return Client.OTHER;
            }
            // Some programs bear one name on the desktop and on devices: a tagline or the markup tells more.
            return body.client() == Client.MOBILE ? Client.MOBILE : Client.OTHER;
        }
        return body.client() == Client.UNKNOWN ? byTraces(header) : body.client();
    }

    private static Client byTraces(HeaderSection header) {
        String version = header.first("MIME-Version").orElse("");
        String id = header.first("Message-ID").orElse("").strip();
        if (version.endsWith("(1.0)") || id.endsWith("@email.android.com>")) {
            return Client.MOBILE;
        }
        boolean other = version.contains("Mac OS X Mail")
                || LOWER_UUID.matcher(new CountedText(id)).matches()
                || DESKTOP_ID.matcher(new CountedText(id)).matches();
        return other ? Client.OTHER : Client.UNKNOWN;
    }
}
