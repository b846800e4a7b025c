package org.afterword.process.certificate;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents the identity in PEM files, as they are at each handshake; see {@link IdentityFiles}. Safe for use by several
 * threads.
 */
public final class ReloadedIdentity extends X509ExtendedKeyManager {
    private final IdentityFiles files;
    private volatile Current current;

    private record Current(TlsIdentity identity, X509ExtendedKeyManager keys) {}

    private ReloadedIdentity(IdentityFiles files) {
        this.files = files;
        this.current = current(files.latest());
    }

    /** @throws IOException as {@link TlsIdentity#ofPem} */
    public static ReloadedIdentity ofPem(Path chainFile, Path keyFile) throws IOException {
        return new ReloadedIdentity(IdentityFiles.ofPem(chainFile, keyFile));
    }

    /** When the certificate that is shown now is valid no more. */
    public Instant expiry() {
        return files.latest().expiry();
    }

    private X509ExtendedKeyManager keys() {
        TlsIdentity latest = files.latest();
        Current used = current;
        if (used.identity() != latest) {
            used = current(latest);
            current = used;
        }
        return used.keys();
    }

    private static Current current(TlsIdentity identity) {
        for (KeyManager manager : identity.keyManagers()) {
            if (manager instanceof X509ExtendedKeyManager keys) {
                return new Current(identity, keys);
            }
        }
        throw new IllegalStateException("this Java has no key manager for X.509");
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return keys().getClientAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return keys().chooseClientAlias(keyType, issuers, socket);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return keys().chooseEngineClientAlias(keyType, issuers, engine);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return keys().getServerAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return keys().chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return keys().chooseEngineServerAlias(keyType, issuers, engine);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return current.keys().getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return current.keys().getPrivateKey(alias);
    }
}
