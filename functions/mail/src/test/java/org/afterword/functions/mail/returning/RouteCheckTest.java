package org.afterword.functions.mail.returning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.afterword.engine.message.Envelope;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.RouteCheck.Step;
import org.afterword.process.certificate.TlsIdentity;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RouteCheckTest {
    private static final CertificateAuthority SERVERS = CertificateAuthority.create("Servers");
    private static final CertificateAuthority STAMPS = CertificateAuthority.create("Stamps");
    private static final Envelope ENVELOPE = Envelope.of("postmaster@contoso.example", List.of("anna@contoso.example"));

    private final List<Step> steps = new ArrayList<>();
    private ScriptedServer server;

    @BeforeEach
    void start() throws IOException {
        server = server("localhost", STAMPS);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static ScriptedServer server(String name, CertificateAuthority believed) throws IOException {
        SSLContext tls = SERVERS.issue(CertificateRequest.server(name)).tlsTrusting(believed);
        return new ScriptedServer(tls);
    }

    private static RouteCheck check(Duration reply) {
        IssuedCertificate ours =
                STAMPS.subordinate("Stamps of this year").issue(CertificateRequest.client("stamp.afterword.example"));
        return new RouteCheck(
                "stamp.afterword.example",
                new TlsIdentity(ours.chain(), ours.key()).keyManagers(),
                CertificateAuthority.trustManager(SERVERS),
                new Timeouts(Duration.ofSeconds(5), reply, reply, reply, reply));
    }

    private boolean walk(SmtpEndpoint endpoint, Duration reply) {
        return check(reply).walk(endpoint, ENVELOPE, steps::add);
    }

    private boolean walk() {
        return walk(server.endpoint(), Duration.ofSeconds(20));
    }

    private Cause cause() {
        assertThat(steps.subList(0, steps.size() - 1)).allMatch(Step::passed);
        assertThat(steps.getLast().passed()).isFalse();
        Deferred deferred = (Deferred) steps.getLast().outcome();
        assertThat(steps.getLast().explanation()).isEqualTo(deferred.cause().explanation());
        return deferred.cause();
    }

    @Test
    void goesAllTheWayUpToTheRecipientAndSendsNothing() {
        assertThat(walk()).isTrue();
        assertThat(server.commands().subList(0, 6))
                .containsExactly(
                        "EHLO stamp.afterword.example",
                        "STARTTLS",
                        "EHLO stamp.afterword.example",
                        "MAIL FROM:<postmaster@contoso.example> SIZE=1024",
                        "RCPT TO:<anna@contoso.example>",
                        "RSET");
        assertThat(server.commands("DATA")).isEmpty();
        assertThat(server.peerChains()).containsExactly(2);
        assertThat(steps)
                .hasSize(10)
                .allMatch(Step::passed)
                .allSatisfy(step -> assertThat(step.explanation()).isNotBlank());
    }

    @ParameterizedTest
    @CsvSource({
        "connect, 421 4.7.0 too many connections, SERVER_SAID_LATER, greeting",
        "connect, 554 no mail from you, UNREACHABLE, greeting",
        "EHLO, 550 5.7.1 no, UNREACHABLE, EHLO stamp.afterword.example",
        "STARTTLS, 454 4.7.0 not now, TLS_FAILED, STARTTLS",
        "MAIL, 451 4.7.500 Server busy, THROTTLED, MAIL FROM:<postmaster@contoso.example> SIZE=1024",
        "MAIL, 450 4.3.2 later, SERVER_SAID_LATER, MAIL FROM:<postmaster@contoso.example> SIZE=1024",
        "RCPT, 550 5.7.64 TenantAttribution; Relay Access Denied, NOT_ATTRIBUTED, RCPT TO:<anna@contoso.example>",
    })
    void meansByEachAnswerWhatItWouldBeForAMail(String at, String reply, Cause cause, String command) {
        server.answer(at, reply);
        assertThat(walk()).isFalse();
        assertThat(cause()).isEqualTo(cause);
        assertThat(steps.getLast().command()).isEqualTo(command);
        assertThat(steps.getLast().answer()).isEqualTo(reply);
        assertThat(server.commands("DATA")).isEmpty();
    }

    @Test
    void saysThatARecipientIsRefused() {
        server.answer("RCPT", "550 5.4.1 Recipient address rejected: Access denied.");
        assertThat(walk()).isFalse();
        assertThat(steps.getLast().outcome()).isInstanceOf(Refused.class);
        assertThat(steps.getLast().explanation()).isEqualTo("the tenant's server refuses this for good");
    }

    @Test
    void provesAPlaceWithoutBeginningATransaction() {
        assertThat(check(Duration.ofSeconds(20)).obstacle(server.endpoint())).isEmpty();
        assertThat(server.commands())
                .startsWith("EHLO stamp.afterword.example", "STARTTLS", "EHLO stamp.afterword.example")
                .noneMatch(command -> command.startsWith("MAIL") || command.startsWith("RSET"));
        assertThat(server.peerChains()).containsExactly(2);
    }

    @ParameterizedTest
    @MethodSource("endsAtWhatStandsInTheWay")
    void saysWhatStandsInTheWayToAPlace(Cause cause, Obstacle obstacle) throws IOException {
        SmtpEndpoint endpoint = obstacle.put(this);
        assertThat(check(Duration.ofSeconds(20)).obstacle(endpoint)).contains(cause.explanation());
    }

    @ParameterizedTest
    @MethodSource
    void endsAtWhatStandsInTheWay(Cause cause, Obstacle obstacle) throws IOException {
        SmtpEndpoint endpoint = obstacle.put(this);
        assertThat(walk(endpoint, Duration.ofSeconds(20))).isFalse();
        assertThat(cause()).isEqualTo(cause);
        assertThat(server.commands("MAIL")).isEmpty();
    }

    /** What stands in the way, and where to go. */
    private interface Obstacle {
        SmtpEndpoint put(RouteCheckTest test) throws IOException;
    }

    static Stream<Arguments> endsAtWhatStandsInTheWay() {
        return Stream.of(
                obstacle(Cause.UNKNOWN_HOST, test -> new SmtpEndpoint("nowhere.invalid", 25)),
                obstacle(Cause.UNREACHABLE, test -> {
                    test.server.close();
                    return test.server.endpoint();
                }),
                obstacle(
                        Cause.NO_STARTTLS, test -> test.server.withoutStartTls().endpoint()),
                obstacle(
                        Cause.EXTENSION_MISSING,
                        test -> test.server.without("8BITMIME").endpoint()),
                obstacle(Cause.TLS_FAILED, test -> test.another("elsewhere.example", STAMPS)),
                obstacle(Cause.TLS_FAILED, test -> test.another("localhost", CertificateAuthority.create("Others"))));
    }

    private static Arguments obstacle(Cause cause, Obstacle obstacle) {
        return Arguments.of(cause, obstacle);
    }

    private SmtpEndpoint another(String name, CertificateAuthority believed) throws IOException {
        server.close();
        server = server(name, believed);
        return server.endpoint();
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "EHLO", "MAIL", "RCPT", "RSET"})
    void doesNotWaitForEverForAServerThatHangs(String at) {
        server.misbehave(at, (out, usual) -> {});
        assertThat(walk(server.endpoint(), Duration.ofSeconds(1))).isFalse();
        assertThat(cause()).isEqualTo(Cause.TOO_SLOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "RSET"})
    void saysThatTheServerLeft(String at) {
        server.answer(at, "");
        assertThat(walk()).isFalse();
        assertThat(cause()).isEqualTo(Cause.CONNECTION_LOST);
    }
}
