package org.afterword.functions.app;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.functions.mail.signing.SigningPolicy;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.process.settings.SettingsException;
import org.afterword.process.settings.SettingsReader;
import org.afterword.process.vault.VaultSettings;
import org.afterword.storage.StoreSettings;

/**
 * All settings of the function app.
 *
 * @param store where everything is kept
 * @param hostName our DNS name, for EHLO, {@code Received} and reports
 * @param returnCertificate PEM file with the certificate that we show to tenants' servers, and its chain
 * @param returnKey PEM file with its private key
 * @param returnAuthorities PEM file with the authorities that we believe about tenants' servers; empty for the platform's
 * @param traceKey for the keyed hashes in the trace, at least 16 bytes
 * @param deadline after which a mail that could not be signed goes back as it was
 * @param returnUnsigned whether all mail goes back unsigned: the switch for a stamp in trouble
 * @param closeAfter how long nothing of a tenant could be returned before its mail is left with Exchange
 * @param keepAside how long a mail is kept aside that could be neither returned nor reported
 * @param connect what connecting tenants needs
 */
public record FunctionSettings(
        StoreSettings store,
        String hostName,
        Path returnCertificate,
        Path returnKey,
        Optional<Path> returnAuthorities,
        byte[] traceKey,
        Duration deadline,
        boolean returnUnsigned,
        Duration closeAfter,
        Duration keepAside,
        ConnectSettings connect) {
    public static final String STORE = StoreSettings.STORE;
    /** Read before all others; the values of others may name its secrets. */
    public static final String VAULT = VaultSettings.VAULT;

    public static final String HOST_NAME = "AFTERWORD_HOST_NAME";
    public static final String RETURN_CERTIFICATE = "AFTERWORD_RETURN_CERTIFICATE";
    public static final String RETURN_KEY = "AFTERWORD_RETURN_KEY";
    public static final String RETURN_AUTHORITIES = "AFTERWORD_RETURN_AUTHORITIES";
    public static final String TRACE_KEY = "AFTERWORD_TRACE_KEY";
    public static final String DEADLINE_SECONDS = "AFTERWORD_DEADLINE_SECONDS";
    public static final String RETURN_UNSIGNED = "AFTERWORD_RETURN_UNSIGNED";
    public static final String CLOSE_AFTER_SECONDS = "AFTERWORD_CLOSE_AFTER_SECONDS";
    public static final String KEEP_ASIDE_DAYS = "AFTERWORD_KEEP_ASIDE_DAYS";

    /** Settings that name secrets and without which mail can be returned. */
    static final Set<String> DISPENSABLE = Set.of(TRACE_KEY);

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int KEEP_ASIDE = 30;
    private static final int SHORTEST_KEY = 16;

    /**
     * Settings with which mail can be returned, and what is wrong with the others, for which their defaults hold.
     *
     * @param problems a sentence each; empty if all is well
     */
    record ForMail(FunctionSettings settings, List<String> problems) {}

    /**
     * Reads the settings.
     *
     * @throws SettingsException that names all that is missing or wrong
     */
    public static FunctionSettings from(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment);
        FunctionSettings settings = read(reader, reader);
        reader.finish();
        return settings;
    }

    /**
     * Reads the settings for a process that had better do half of its work than none: mail goes back without the key of the
     * trace, and without what only connecting tenants needs. Where that key is missing a random one takes its place, so that
     * what is traced cannot be looked up by an address.
     *
     * @throws SettingsException that names all that is missing or wrong, if something is that mail cannot do without
     */
    static ForMail forMail(Map<String, String> environment) {
        SettingsReader needed = new SettingsReader(environment);
        SettingsReader others = new SettingsReader(environment);
        FunctionSettings settings = read(needed, others);
        if (!needed.problems().isEmpty()) {
            return new ForMail(from(environment), List.of());
        }
        return new ForMail(settings, others.problems());
    }

    /**
     * @param needed notes what is wrong with settings that mail cannot do without
     * @param others notes what is wrong with all others
     */
    private static FunctionSettings read(SettingsReader needed, SettingsReader others) {
        return new FunctionSettings(
                StoreSettings.from(needed),
                hostName(needed),
                needed.requiredFile(RETURN_CERTIFICATE),
                needed.requiredFile(RETURN_KEY),
                needed.optionalFile(RETURN_AUTHORITIES),
                traceKey(others),
                others.seconds(DEADLINE_SECONDS, DEADLINE, 5, 3600),
                others.flag(RETURN_UNSIGNED, false),
                others.seconds(CLOSE_AFTER_SECONDS, SigningPolicy.CLOSE_AFTER, 60, 86_400),
                Duration.ofDays(others.number(KEEP_ASIDE_DAYS, KEEP_ASIDE, 1, 365)),
                ConnectSettings.from(others));
    }

    private static String hostName(SettingsReader reader) {
        String name = reader.required(HOST_NAME);
        if (!name.isEmpty() && !name.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")) {
            reader.problem(HOST_NAME + " must be a DNS name");
        }
        return name;
    }

    private static byte[] traceKey(SettingsReader reader) {
        String text = reader.required(TRACE_KEY);
        if (text.isEmpty()) {
            return randomKey();
        }
        try {
            byte[] key = Base64.getDecoder().decode(text);
            if (key.length < SHORTEST_KEY) {
                reader.problem(TRACE_KEY + " must have at least " + SHORTEST_KEY
                        + " bytes; make one with: openssl rand -base64 32");
                return randomKey();
            }
            return key;
        } catch (IllegalArgumentException notBase64) {
            reader.problem(TRACE_KEY + " must be base64; make one with: openssl rand -base64 32");
            return randomKey();
        }
    }

    private static byte[] randomKey() {
        byte[] key = new byte[SHORTEST_KEY];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /** Without the key of the trace. */
    @Override
    public String toString() {
        return "FunctionSettings[" + store + ", " + hostName + "]";
    }
}
