package org.afterword.simulator.certificates;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents one certificate, whatever authorities the peer says it trusts. The platform's own key manager sends no certificate
 * at all when none of those issued it, so a server's rejection of an untrusted one could not be tested.
 */
final class OneCertificateKeyManager extends X509ExtendedKeyManager {
    private static final String ALIAS = "issued";

    private final IssuedCertificate issued;

    OneCertificateKeyManager(IssuedCertificate issued) {
        this.issued = issued;
    }

    private @Nullable String aliasFor(String... keyTypes) {
        return Arrays.asList(keyTypes).contains(issued.key().getAlgorithm()) ? ALIAS : null;
    }

    private String @Nullable [] aliasesFor(String keyType) {
        String alias = aliasFor(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    @SuppressWarnings("NullAway") // JSSE is documented to take null for "none", but is not annotated.
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return aliasesFor(keyType);
    }

    @Override
    @SuppressWarnings("NullAway")
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return aliasFor(keyTypes);
    }

    @Override
    @SuppressWarnings("NullAway")
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return aliasFor(keyTypes);
    }

    @Override
    @SuppressWarnings("NullAway")
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return aliasesFor(keyType);
    }

    @Override
    @SuppressWarnings("NullAway")
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return aliasFor(keyType);
    }

    @Override
    @SuppressWarnings("NullAway")
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return aliasFor(keyType);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return issued.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return issued.key();
    }
}
