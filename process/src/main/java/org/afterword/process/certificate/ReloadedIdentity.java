package org.afterword.process.certificate;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity in PEM files, read again when they change: the next handshake shows the new certificate, and a file that
 * cannot be read leaves the old one in use. Safe for use by several threads.
 */
public final class ReloadedIdentity extends X509ExtendedKeyManager {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadedIdentity.class);

    private final Path chainFile;
    private final Path keyFile;
    private volatile Current current;

    private record Stamp(FileTime chain, long chainBytes, FileTime key, long keyBytes) {}

    private record Current(Stamp stamp, TlsIdentity identity, X509ExtendedKeyManager keys) {}

    private ReloadedIdentity(Path chainFile, Path keyFile) throws IOException {
        this.chainFile = chainFile;
        this.keyFile = keyFile;
        this.current = read(stamp());
    }

    /** @throws IOException as {@link TlsIdentity#ofPem} */
    public static ReloadedIdentity ofPem(Path chainFile, Path keyFile) throws IOException {
        return new ReloadedIdentity(chainFile, keyFile);
    }

    /** When the certificate that is shown now is valid no more. */
    public Instant expiry() {
        return latest().identity().expiry();
    }

    private X509ExtendedKeyManager keys() {
        return latest().keys();
    }

    private Current latest() {
        try {
            Stamp now = stamp();
            if (!now.equals(current.stamp())) {
                synchronized (this) {
                    if (!now.equals(current.stamp())) {
                        current = read(now);
                        LOG.info(
                                "certificate read again: valid until {}",
                                current.identity().expiry());
                    }
                }
            }
        } catch (IOException unreadable) {
            LOG.warn(
                    "the certificate changed and cannot be read, so the one until {} stays in use: {}",
                    current.identity().expiry(),
                    unreadable.getMessage());
        }
        return current;
    }

    private Current read(Stamp stamp) throws IOException {
        TlsIdentity identity = TlsIdentity.ofPem(chainFile, keyFile);
        for (KeyManager manager : identity.keyManagers()) {
            if (manager instanceof X509ExtendedKeyManager keys) {
                return new Current(stamp, identity, keys);
            }
        }
        throw new IOException("this Java has no key manager for X.509");
    }

    private Stamp stamp() throws IOException {
        return new Stamp(
                Files.getLastModifiedTime(chainFile),
                Files.size(chainFile),
                Files.getLastModifiedTime(keyFile),
                Files.size(keyFile));
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
