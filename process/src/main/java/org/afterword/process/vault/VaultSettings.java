package org.afterword.process.vault;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
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
 *   <li>{@code vault-file:NAME}: its value is a file that holds the secret. The vault is asked again each hour, and the
 *       file replaced in one step when the secret changed.
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
    private static final Pattern ADDRESS = Pattern.compile("https://[A-Za-z0-9.:-]+/*");
    private static final Logger LOG = LoggerFactory.getLogger(VaultSettings.class);

    private final Map<String, String> resolved;
    private Optional<SecretFiles> files = Optional.empty();
    private final ScheduledExecutorService refresher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("vault").daemon().factory());

    private VaultSettings(Map<String, String> environment) {
        resolved = new HashMap<>(environment);
    }

    /**
     * Asks the vault for all that the settings name.
     *
     * @param dispensable settings that the process can do without: where the vault is there and refuses the secret of one of
     *     them, that setting is left out
     * @throws SettingsException if a setting names a secret and {@link #VAULT} names no vault
     * @throws IOException if the vault does not answer; the message says what to look at
     */
    public static VaultSettings open(Map<String, String> environment, Set<String> dispensable) throws IOException {
        return open(environment, dispensable, vault -> new KeyVault(vault, KeyVault.managedIdentity(environment)));
    }

    /** Makes the client of the vault at an address. */
    interface Vaults {
        KeyVault at(URI address) throws IOException;
    }

    static VaultSettings open(Map<String, String> environment, Set<String> dispensable, Vaults vaults)
            throws IOException {
        VaultSettings settings = new VaultSettings(environment);
        try {
            settings.resolve(environment, dispensable, vaults);
        } catch (IOException | RuntimeException | Error failed) {
            settings.close();
            throw failed;
        }
        return settings;
    }

    /** The environment, with values and files in place of the secrets' names. */
    public Map<String, String> environment() {
        return Map.copyOf(resolved);
    }

    /** Stops looking at the vault and deletes the files. */
    @Override
    public void close() {
        refresher.shutdownNow();
        try {
            if (files.isPresent()) {
                files.get().close();
            }
        } catch (IOException kept) {
            LOG.warn("a secret's file could not be deleted and stays in the temporary folder: {}", kept.getMessage());
        }
    }

    private void resolve(Map<String, String> environment, Set<String> dispensable, Vaults vaults) throws IOException {
        SortedMap<String, String> settings = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && namesSecret(value)) {
                settings.put(name, value.strip());
            }
        });
        if (settings.isEmpty()) {
            return;
        }
        KeyVault vault = vaults.at(address(environment, settings.firstKey()));
        Map<String, String> known = new HashMap<>();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String value = setting.getValue();
            boolean asFile = value.startsWith(FILE);
            String secret = value.substring(asFile ? FILE.length() : VALUE.length());
            String text = known.get(secret);
            if (text == null) {
                try {
                    text = vault.secret(secret);
                } catch (KeyVault.RefusedException refused) {
                    if (!dispensable.contains(setting.getKey())) {
                        throw refused;
                    }
                    LOG.error("{} is left out: {}", setting.getKey(), refused.getMessage());
                    resolved.remove(setting.getKey());
                    continue;
                }
                known.put(secret, text);
            }
            resolved.put(setting.getKey(), asFile ? files().write(secret, text).toString() : text);
        }
        if (files.isPresent()) {
            SecretFiles written = files.get();
            refresher.scheduleWithFixedDelay(() -> refresh(vault, written), 1, 1, TimeUnit.HOURS);
        }
    }

    private static URI address(Map<String, String> environment, String setting) {
        String address = environment.getOrDefault(VAULT, "").strip();
        SettingsReader reader = new SettingsReader(environment);
        if (!ADDRESS.matcher(address).matches()) {
            reader.problem(VAULT + " must be the address of a key vault, since " + setting
                    + " names a secret; it begins" + " with https://");
        }
        reader.finish();
        return URI.create(address);
    }

    private SecretFiles files() throws IOException {
        if (files.isEmpty()) {
            files = Optional.of(new SecretFiles());
        }
        return files.get();
    }

    /** Looks for changed secrets now; what cannot be had stays as it is. */
    void refresh(KeyVault vault) {
        files.ifPresent(written -> refresh(vault, written));
    }

    private static void refresh(KeyVault vault, SecretFiles files) {
        files.all().forEach((secret, file) -> {
            try {
                String text = vault.secret(secret);
                if (!text.equals(Files.readString(file, StandardCharsets.UTF_8))) {
                    files.write(secret, text);
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
}
