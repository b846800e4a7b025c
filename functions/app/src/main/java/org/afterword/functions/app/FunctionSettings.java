package org.afterword.functions.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
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

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int KEEP_ASIDE = 30;
    private static final int SHORTEST_KEY = 16;

    /**
     * Reads the settings.
     *
     * @throws SettingsException that names all that is missing or wrong
     */
    public static FunctionSettings from(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment);
        FunctionSettings settings = new FunctionSettings(
                StoreSettings.from(reader),
                hostName(reader),
                reader.requiredFile(RETURN_CERTIFICATE),
                reader.requiredFile(RETURN_KEY),
                reader.optionalFile(RETURN_AUTHORITIES),
                traceKey(reader),
                reader.seconds(DEADLINE_SECONDS, DEADLINE, 5, 3600),
                reader.flag(RETURN_UNSIGNED, false),
                reader.seconds(CLOSE_AFTER_SECONDS, SigningPolicy.CLOSE_AFTER, 60, 86_400),
                Duration.ofDays(reader.number(KEEP_ASIDE_DAYS, KEEP_ASIDE, 1, 365)),
                ConnectSettings.from(reader));
        reader.finish();
        return settings;
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
            return new byte[0];
        }
        try {
            byte[] key = Base64.getDecoder().decode(text);
            if (key.length < SHORTEST_KEY) {
                reader.problem(TRACE_KEY + " must have at least " + SHORTEST_KEY
                        + " bytes; make one with: openssl rand -base64 32");
            }
            return key;
        } catch (IllegalArgumentException notBase64) {
            reader.problem(TRACE_KEY + " must be base64; make one with: openssl rand -base64 32");
            return new byte[0];
        }
    }

    /** Without the key of the trace. */
    @Override
    public String toString() {
        return "FunctionSettings[" + store + ", " + hostName + "]";
    }
}
