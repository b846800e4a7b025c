package org.afterword.process.vault;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.afterword.process.settings.SettingsException;
import org.afterword.process.settings.SettingsReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An environment in which some settings name a secret of a key vault, since Azure's own references from settings to a
 * vault do not reach one that is closed to the public:
 *
 * <ul>
 *   <li>{@code vault:NAME}: the setting's value is the secret, as it was when the process started;
 *   <li>{@code vault-file:NAME}: its value is a file that holds the secret. The file is looked at again each hour, and
 *       replaced in one step when the secret changed.
 * </ul>
 *
 * Only settings whose names begin with {@code AFTERWORD_} are looked at. Without such values nothing is done at all.
 */
public final class VaultSettings implements AutoCloseable {
    /** {@code https://VAULT.vault.azure.net}. */
    public static final String VAULT = "AFTERWORD_VAULT";

    /** The client id of the user-assigned managed identity; without it the system-assigned one is used. */
    public static final String CLIENT_ID = "AFTERWORD_CLIENT_ID";

    private static final String PREFIX = "AFTERWORD_";
    private static final String VALUE = "vault:";
    private static final String FILE = "vault-file:";
    private static final Logger LOG = LoggerFactory.getLogger(VaultSettings.class);

    private final Map<String, String> resolved;
    private final Map<String, Path> files = new TreeMap<>();
    private final ScheduledExecutorService refresher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("vault").daemon().factory());

    private VaultSettings(Map<String, String> environment) {
        resolved = new HashMap<>(environment);
    }

    /**
     * Asks the vault for all that the settings name.
     *
     * @throws SettingsException if a setting names a secret and {@link #VAULT} names no vault
     * @throws IOException if the vault does not answer; the message says what to look at
     */
    public static VaultSettings open(Map<String, String> environment) throws IOException {
        VaultSettings settings = new VaultSettings(environment);
        try {
            settings.resolve(environment);
        } catch (IOException | RuntimeException failed) {
            settings.close();
            throw failed;
        }
        return settings;
    }

    /** The environment, with values and files in place of the secrets' names. */
    public Map<String, String> environment() {
        return Map.copyOf(resolved);
    }

    /** Stops looking at the vault. The files stay until the process ends. */
    @Override
    public void close() {
        refresher.shutdownNow();
    }

    private void resolve(Map<String, String> environment) throws IOException {
        SortedMap<String, String> secrets = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && namesSecret(value)) {
                secrets.put(name, value.strip());
            }
        });
        if (secrets.isEmpty()) {
            return;
        }
        String address = environment.getOrDefault(VAULT, "").strip();
        if (!address.matches("https?://[^\\s]+")) {
            SettingsReader reader = new SettingsReader(environment);
            reader.problem(
                    VAULT + " must be the address of a key vault, since " + secrets.firstKey() + " names a secret");
            reader.finish();
        }
        KeyVault vault = new KeyVault(URI.create(address), environment);
        Path folder = null;
        Map<String, String> known = new HashMap<>();
        for (Map.Entry<String, String> setting : secrets.entrySet()) {
            String name = setting.getKey();
            String value = setting.getValue();
            boolean asFile = value.startsWith(FILE);
            String secret = value.substring(asFile ? FILE.length() : VALUE.length());
            String text = known.get(secret);
            if (text == null) {
                text = vault.secret(secret);
                known.put(secret, text);
            }
            if (asFile) {
                // Its own folder, which nobody else may enter.
                folder = folder == null ? Files.createTempDirectory("afterword-vault") : folder;
                Path file = folder.resolve(secret + ".pem");
                write(file, text);
                files.put(secret, file);
                resolved.put(name, file.toString());
            } else {
                resolved.put(name, text);
            }
        }
        if (!files.isEmpty()) {
            refresher.scheduleWithFixedDelay(() -> refresh(vault), 1, 1, TimeUnit.HOURS);
        }
    }

    /** Looks for changed secrets now; what cannot be had stays as it is. */
    void refresh(KeyVault vault) {
        files.forEach((secret, file) -> {
            try {
                String text = vault.secret(secret);
                if (!text.equals(Files.readString(file, StandardCharsets.UTF_8))) {
                    write(file, text);
                    LOG.info("the vault has a new {}: it is used from now on", secret);
                }
            } catch (IOException | RuntimeException failed) {
                LOG.warn("the vault could not be asked for {}, which stays as it is: {}", secret, failed.getMessage());
            }
        });
    }

    private static boolean namesSecret(String value) {
        return value.strip().startsWith(VALUE) || value.strip().startsWith(FILE);
    }

    private static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text, StandardCharsets.UTF_8);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
