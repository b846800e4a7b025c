package org.afterword.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.cli.Terminal;
import org.afterword.cli.demo.ConnectableExchange;
import org.afterword.simulator.entra.Block;
import org.afterword.simulator.exchange.ModeratedGroup;
import org.afterword.simulator.ledger.DeliveredMail;
import org.afterword.simulator.outbound.Submission;
import org.afterword.simulator.smtp.SmtpPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connects a simulated tenant from the terminal, and then looks at which of its mail takes the detour. */
@Timeout(300)
class ConnectCommandTest {
    private static final Pattern CODE = Pattern.compile("enter the code (\\S+)");
    private static final String ANNA = "anna.keller@contoso.example";
    private static final String YOU = "you@fabrikam.example";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Terminal terminal = new Terminal();

    private String said() {
        return terminal.out();
    }

    /** Runs the command, and signs in when it shows a code. */
    private int connect(ConnectableExchange exchange, String... options) throws Exception {
        List<String> words =
                new ArrayList<>(List.of("connect", "--url", exchange.page().toString()));
        words.addAll(List.of(options));
        Terminal fresh = new Terminal();
        terminal = fresh;
        CompletableFuture<Integer> ended = CompletableFuture.supplyAsync(() -> fresh.run(words.toArray(new String[0])));
        Optional<String> code = Optional.empty();
        while (code.isEmpty() && !ended.isDone()) {
            Matcher shown = CODE.matcher(said());
            code = shown.find() ? Optional.of(shown.group(1)) : Optional.empty();
            Thread.sleep(50);
        }
        exchange.cloud().login().approve(code.orElse(""), "admin@contoso.example");
        return ended.get();
    }

    private static byte[] mail(String header, int octets) {
        String text = "From: " + ANNA + "\r\nTo: " + YOU + "\r\nSubject: Hello\r\n" + header
                + "MIME-Version: 1.0\r\n\r\nHello\r\n";
        return (text + "0123456789 123456789 123456789 123456789\r\n".repeat(octets / 42))
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void connectsSoThatEverythingElseIsSignedOnceAndRemovesEverything() throws Exception {
        try (ConnectableExchange exchange = ConnectableExchange.start(folder, 0)) {
            String before = exchange.cloud().tenant().json();

            assertThat(connect(exchange)).isZero();
            assertThat(said()).contains("admin@contoso.example, Contoso", "create  Afterword outbound");
            assertThat(exchange.cloud().tenant().json()).isEqualTo(before);

            assertThat(connect(exchange, "--create", "--enable")).isZero();
            assertThat(said()).contains("New-TransportRule", "Done: create.", "Enable-TransportRule", "Done: enable.");
            staysOut(exchange);
            comesBackOnce(exchange);

            String connected = exchange.cloud().tenant().json();
            assertThat(connect(exchange, "--create", "--enable")).isZero();
            assertThat(exchange.cloud().tenant().json()).isEqualTo(connected);
            assertThat(said()).doesNotContain("New-", "Set-");

            assertThat(connect(exchange, "--remove")).isZero();
            assertThat(exchange.cloud().tenant().json()).isEqualTo(before);
            assertThat(exchange.exchange().submit(mail("", 0), ANNA, YOU).state(YOU))
                    .isEqualTo(Submission.State.NOT_ROUTED);
        }
    }

    private static void staysOut(ConnectableExchange exchange) throws Exception {
        List<Submission> out = List.of(
                exchange.exchange().submit(mail("Auto-Submitted: auto-replied (vacation)\r\n", 0), ANNA, YOU),
                exchange.exchange().submit(mail("Content-Type: text/calendar; method=REQUEST\r\n", 0), ANNA, YOU),
                exchange.exchange().submit(mail("X-MS-Exchange-Calendar-Originator-Id: x\r\n", 0), ANNA, YOU),
                exchange.exchange().submit(mail("X-Afterword-MessageProcessed: true\r\n", 0), ANNA, YOU),
                exchange.exchange()
                        .submit(
                                mail(
                                        "X-MS-Exchange-UnifiedGroup-SubmittedViaGroupAddress: /o=ExchangeLabs/ou=Exchange"
                                                + " Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=x\r\n",
                                        0),
                                ANNA,
                                YOU),
                exchange.exchange().submit(mail("", 27 << 20), ANNA, YOU),
                exchange.exchange().submit(mail("", 0), "someone@fabrikam.example", ANNA));
        assertThat(out)
                .allSatisfy(sent -> assertThat(sent.recipients())
                        .allSatisfy(
                                recipient -> assertThat(sent.state(recipient)).isEqualTo(Submission.State.NOT_ROUTED)));
    }

    private static void comesBackOnce(ConnectableExchange exchange) throws Exception {
        List<Submission> in = List.of(
                exchange.exchange().submit(mail("", 0), ANNA, YOU),
                exchange.exchange().submit(mail("", 2 << 20), ANNA, YOU),
                exchange.exchange().submit(mail("In-Reply-To: <1@fabrikam.example>\r\n", 0), ANNA, YOU, ANNA),
                exchange.exchange().submit(mail("Content-Type: text/html\r\n", 0), "bert.frei@contoso.example", YOU),
                exchange.exchange().submit(mail("Content-Type: application/pkcs7-mime\r\n", 0), ANNA, YOU));
        for (Submission sent : in) {
            assertThat(exchange.exchange().awaitReturn(sent, TIMEOUT)).hasSize(1);
        }
        assertThat(exchange.exchange().breaches()).isEmpty();
        assertThat(exchange.exchange().duplicates()).isEmpty();
        assertThat(exchange.exchange().nonDeliveries()).isEmpty();
    }

    @Test
    void aModeratedGroupsMailIsApprovedAndThenSigned() throws Exception {
        String moderator = "carla.brandt@contoso.example";
        String member = "bert.frei@contoso.example";
        try (ConnectableExchange exchange = ConnectableExchange.start(folder, 0)) {
            assertThat(connect(exchange, "--create", "--enable")).isZero();
            ModeratedGroup group =
                    new ModeratedGroup(exchange.exchange(), "all@contoso.example", moderator, member, ANNA);

            ModeratedGroup.Pending pending = group.submit(mail("", 0), ANNA);
            assertThat(pending.request().state(moderator)).isEqualTo(Submission.State.NOT_ROUTED);

            List<DeliveredMail> back = exchange.exchange().awaitReturn(pending.approve(), TIMEOUT);
            assertThat(back).hasSize(1);
            assertThat(back.getFirst().recipients())
                    .extracting(SmtpPath::address)
                    .containsExactlyInAnyOrder(member, ANNA);
            assertThat(new String(back.getFirst().content(), StandardCharsets.UTF_8))
                    .contains("Hello")
                    .contains("Anna Keller");
            String receipt = "Content-Type: multipart/report; report-type=disposition-notification; boundary=x\r\n";
            assertThat(exchange.exchange().submit(mail(receipt, 0), ANNA, YOU).state(YOU))
                    .isEqualTo(Submission.State.NOT_ROUTED);
            assertThat(exchange.exchange().breaches()).isEmpty();
        }
    }

    @Test
    void enablingWaitsForTheChoiceWhereMailGoesThroughOwnServers() throws Exception {
        try (ConnectableExchange exchange = ConnectableExchange.start(folder, 0)) {
            exchange.cloud().tenant().centralizedMailTransport("To our servers", "mail.contoso.example");
            String before = exchange.cloud().tenant().json();

            assertThat(connect(exchange, "--create", "--enable")).isEqualTo(1);
            assertThat(said()).contains("It is uncertain how Exchange Online counts", "Choose first what becomes of");

            assertThat(connect(exchange, "--enable", "--own-servers", "leave")).isZero();
            assertThat(said()).contains("Done: enable.");

            assertThat(connect(exchange, "--create", "--own-servers", "send-on"))
                    .isZero();
            assertThat(said()).contains("New-TransportRule -Name 'Afterword: send on to your own servers'");

            assertThat(connect(exchange, "--remove")).isZero();
            assertThat(exchange.cloud().tenant().json()).isEqualTo(before);
        }
        assertThat(new Terminal().run("connect", "--url", "http://localhost", "--own-servers", "never"))
                .isEqualTo(2);
    }

    @Test
    void aPartnerNamesTheCustomerAndStopsInAnotherOrganisation() throws Exception {
        Path script = folder.resolve("connect.ps1");
        try (ConnectableExchange exchange = ConnectableExchange.start(folder.resolve("demo"), 0)) {
            String before = exchange.cloud().tenant().json();

            assertThat(connect(exchange, "--customer", "other.example", "--create"))
                    .isEqualTo(1);
            assertThat(said()).contains("does not have the domain other.example");
            assertThat(exchange.cloud().tenant().json()).isEqualTo(before);

            assertThat(connect(exchange, "--customer", "contoso.example", "--script", script.toString()))
                    .isZero();
            assertThat(said())
                    .contains(
                            "Contoso", "It is for the organisation of contoso.onmicrosoft.com and stops in any other");
        }
    }

    @Test
    void saysWhatEnablingWaitsFor() throws Exception {
        try (ConnectableExchange exchange = ConnectableExchange.start(folder, 0)) {
            assertThat(connect(exchange, "--create")).isZero();
            assertThat(said()).doesNotContain("Before --enable");
            exchange.cloud().tenant().change("Afterword inbound", "Enabled", "false");

            assertThat(connect(exchange, "--enable")).isEqualTo(1);
            assertThat(said()).contains("! Before --enable: ", "Afterword inbound", "is disabled");
        }
    }

    @Test
    void saysWhyASignInCameToNothing() throws Exception {
        try (ConnectableExchange exchange = ConnectableExchange.start(folder, 0)) {
            exchange.cloud().login().block(Block.CONDITIONAL_ACCESS);

            assertThat(connect(exchange, "--create")).isEqualTo(1);
            assertThat(said()).contains("AADSTS53003").contains("script");
        }
    }

    @Test
    void asksForAPageOrAStamp() {
        assertThat(terminal.run("connect")).isEqualTo(2);
        assertThat(terminal.err()).contains("--url=URL", "--stamp=DOMAIN");
        assertThat(terminal.run("connect", "--url", "http://localhost", "--stamp", "x.example"))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("mutually exclusive");
        assertThat(terminal.run("connect", "--stamp", "x.example", "--customer", "contoso.example"))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("--customer is for --url");
        assertThat(terminal.run("connect", "--stamp", "x.example")).isEqualTo(2);
        assertThat(terminal.err()).contains("--script");
    }

    @Test
    void writesTheScriptWithoutASignInAndSaysNoCode() throws Exception {
        Path script = folder.resolve("connect.ps1");
        String[] words = {
            "connect",
            "--stamp",
            "eu.afterword.example",
            "--organization",
            "contoso.onmicrosoft.com",
            "--script",
            script.toString()
        };

        assertThat(terminal.typing("0123456789ab\n").run(words)).isZero();
        assertThat(Files.readString(script))
                .contains("'0123456789ab.smtp.eu.afterword.example'", "'smtp.eu.afterword.example'");
        assertThat(said()).doesNotContain("0123456789ab");
        assertThat(terminal.typing("").run(words)).isEqualTo(2);
        assertThat(terminal.err()).contains("no routing code");
    }
}
