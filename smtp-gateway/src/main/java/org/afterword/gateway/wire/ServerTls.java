package org.afterword.gateway.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.afterword.process.certificate.IdentityFiles;
import org.afterword.process.certificate.TlsIdentity;

/**
 * Our certificate and the TLS that is spoken with it: 1.3 and 1.2, with forward secrecy and authenticated encryption.
 * Safe for use by several threads.
 */
public final class ServerTls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    /** Without it a client could ask for one handshake after the other in TLS 1.2. Read with the first handshake. */
    private static final String NO_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    static {
        if (System.getProperty(NO_RENEGOTIATION) == null) {
            System.setProperty(NO_RENEGOTIATION, "true");
        }
    }

    private final IdentityFiles files;
    private volatile Current current;

    private record Current(TlsIdentity identity, SSLContext context) {}

    /** @throws IOException if the files hold no usable certificate and key; the message says which and why */
    public ServerTls(Path certificateFile, Path keyFile) throws IOException {
        this.files = IdentityFiles.ofPem(certificateFile, keyFile);
        this.current = current(files.latest());
    }

    /** When our certificate is valid no more. */
    public Instant expiry() {
        return latest().identity().expiry();
    }

    /** Looks whether the files have changed. Sessions keep what they have; new handshakes get the new certificate. */
    public void reloadIfChanged() {
        latest();
    }

    private Current latest() {
        TlsIdentity latest = files.latest();
        Current used = current;
        if (used.identity() != latest) {
            used = current(latest);
            current = used;
        }
        return used;
    }

    SSLSocket layerOn(Socket accepted) throws IOException {
        SSLContext context = latest().context();
        // This form takes no host name, so nothing is looked up in DNS.
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(accepted, InputStream.nullInputStream(), true);
        socket.setUseClientMode(false);
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(Arrays.stream(parameters.getCipherSuites())
                .filter(ServerTls::isModern)
                .toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        parameters.setWantClientAuth(true);
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static boolean isModern(String cipherSuite) {
        return List.of("TLS_AES_", "TLS_CHACHA20_", "TLS_ECDHE_").stream().anyMatch(cipherSuite::startsWith)
                && (cipherSuite.contains("_GCM_") || cipherSuite.contains("_CHACHA20_"));
    }

    private static Current current(TlsIdentity identity) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity.keyManagers(), new TrustManager[] {ClientCertificateCheck.judgedLater()}, null);
            return new Current(identity, context);
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("this Java has no TLS", unusable);
        }
    }
}
