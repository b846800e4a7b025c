package org.afterword.gateway.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.afterword.process.certificate.TlsIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our certificate and the TLS that is spoken with it: 1.3 and 1.2, with forward secrecy and authenticated encryption.
 * Safe for use by several threads.
 */
public final class ServerTls {
    private static final Logger log = LoggerFactory.getLogger(ServerTls.class);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final Path certificateFile;
    private final Path keyFile;
    private volatile Current current;

    private record Stamp(FileTime certificate, long certificateBytes, FileTime key, long keyBytes) {}

    private record Current(Stamp stamp, TlsIdentity identity, SSLContext context) {}

    /** @throws IOException if the files hold no usable certificate and key; the message says which and why */
    public ServerTls(Path certificateFile, Path keyFile) throws IOException {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        Stamp stamp = stamp();
        TlsIdentity identity = TlsIdentity.ofPem(certificateFile, keyFile);
        this.current = new Current(stamp, identity, context(identity));
    }

    /** When our certificate is valid no more. */
    public Instant expiry() {
        return current.identity().expiry();
    }

    /**
     * Reads the certificate again if a file has changed. Sessions keep what they have; new handshakes get the new one. A
     * change that cannot be read leaves the old one in use.
     */
    public synchronized void reloadIfChanged() {
        try {
            Stamp now = stamp();
            if (now.equals(current.stamp())) {
                return;
            }
            TlsIdentity identity = TlsIdentity.ofPem(certificateFile, keyFile);
            current = new Current(now, identity, context(identity));
            log.info("TLS certificate read again: valid until {}", identity.expiry());
        } catch (IOException unreadable) {
            log.warn(
                    "the TLS certificate changed and cannot be read, so the one until {} stays in use: {}",
                    expiry(),
                    unreadable.getMessage());
        }
    }

    SSLSocket layerOn(Socket accepted) throws IOException {
        SSLContext context = current.context();
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

    private static SSLContext context(TlsIdentity identity) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity.keyManagers(), new TrustManager[] {ClientCertificateCheck.judgedLater()}, null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("TLS cannot be set up with this certificate: " + unusable.getMessage(), unusable);
        }
    }

    private Stamp stamp() throws IOException {
        return new Stamp(
                Files.getLastModifiedTime(certificateFile),
                Files.size(certificateFile),
                Files.getLastModifiedTime(keyFile),
                Files.size(keyFile));
    }
}
