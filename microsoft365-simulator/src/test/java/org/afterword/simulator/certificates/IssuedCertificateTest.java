package org.afterword.simulator.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.afterword.simulator.certificates.CertificateRequest.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the two ends of a TLS connection see of each other. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class IssuedCertificateTest {
    private final CertificateAuthority authority = CertificateAuthority.create("Test authority");
    private final CertificateAuthority unknown = CertificateAuthority.create("Unknown authority");
    private final IssuedCertificate server = authority.issue(CertificateRequest.server("smtp.example"));

    @Test
    void isPresentedWithItsChain() throws Exception {
        IssuedCertificate client = authority
                .subordinate("Below")
                .subordinate("Further below")
                .issue(CertificateRequest.client("client.example"));

        assertThat(client.chain()).hasSize(3);
        assertThat(handshake(client.tlsTrusting(authority), server.tlsTrusting(authority)))
                .isEqualTo(client.chain());
    }

    @Test
    void isPresentedThoughTheServerKnowsNoneOfItsIssuers() throws Exception {
        IssuedCertificate client = unknown.issue(CertificateRequest.client("client.example"));

        assertThat(handshake(client.tlsTrusting(authority), server.tlsWithAnyone()))
                .isEqualTo(client.chain());
        assertThatThrownBy(() -> handshake(client.tlsTrusting(authority), server.tlsTrusting(authority)))
                .hasCauseInstanceOf(SSLException.class);
    }

    @Test
    void isPresentedByAClientThoughItIsAServers() throws Exception {
        IssuedCertificate serverAuth =
                authority.issue(CertificateRequest.client("client.example").withUsages(Usage.SERVER_AUTH));

        assertThat(handshake(serverAuth.tlsTrusting(authority), server.tlsWithAnyone()))
                .isEqualTo(serverAuth.chain());
    }

    @Test
    void isNotShownByAClientThatHasNone() throws Exception {
        assertThat(handshake(authority.trustingTls(), server.tlsWithAnyone())).isEmpty();
    }

    @Test
    void isNotTrustedBeforeAndAfterItsTime() {
        Instant now = Instant.now();
        CertificateRequest request = CertificateRequest.server("smtp.example");
        IssuedCertificate early =
                authority.issue(request.valid(now.plus(Duration.ofHours(1)), now.plus(Duration.ofDays(1))));
        IssuedCertificate late =
                authority.issue(request.valid(now.minus(Duration.ofDays(2)), now.minus(Duration.ofHours(1))));

        for (IssuedCertificate wrong : List.of(early, late)) {
            assertThatThrownBy(() -> CertificateAuthority.trustManager(authority)
                            .checkServerTrusted(wrong.chain().toArray(new X509Certificate[0]), "ECDHE_ECDSA"))
                    .isInstanceOf(CertificateException.class);
        }
        assertThat(late.chain().getFirst().getNotAfter()).isInThePast();
        assertThat(early.chain().getFirst().getNotBefore()).isInTheFuture();
    }

    @Test
    void isNoAuthorityItself() {
        X509Certificate leaf = server.chain().getFirst();

        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(authority.certificate().getBasicConstraints()).isNotNegative();
        assertThat(leaf.getIssuerX500Principal())
                .isEqualTo(authority.certificate().getSubjectX500Principal());
    }

    @Test
    void hasAKeyAndASerialNumberOfItsOwn() {
        IssuedCertificate other = authority.issue(CertificateRequest.server("smtp.example"));

        assertThat(other.key()).isNotEqualTo(server.key());
        assertThat(other.chain().getFirst().getSerialNumber())
                .isPositive()
                .isNotEqualTo(server.chain().getFirst().getSerialNumber());
    }

    @Test
    void doesNotShowItsKeyAsText() {
        assertThat(server).hasToString("IssuedCertificate[CN=smtp.example]");
    }

    /** The client's certificates as the server sees them. */
    private static List<X509Certificate> handshake(SSLContext client, SSLContext server) throws Exception {
        try (SSLServerSocket listener = (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.setWantClientAuth(true);
            FutureTask<List<X509Certificate>> seen = new FutureTask<>(() -> {
                try (SSLSocket accepted = (SSLSocket) listener.accept()) {
                    accepted.startHandshake();
                    accepted.getOutputStream().write(1);
                    return Arrays.stream(accepted.getSession().getPeerCertificates())
                            .map(X509Certificate.class::cast)
                            .toList();
                } catch (SSLPeerUnverifiedException none) {
                    return List.of();
                }
            });
            Thread.ofVirtual().start(seen);
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
                    SSLSocket socket = (SSLSocket) client.getSocketFactory()
                            .createSocket(plain, "smtp.example", listener.getLocalPort(), true)) {
                try {
                    socket.startHandshake();
                } catch (IOException refused) {
                    // The server's failure is the one that counts; where it has none, there is nothing to return.
                    seen.get();
                    throw refused;
                }
                return seen.get();
            }
        }
    }
}
