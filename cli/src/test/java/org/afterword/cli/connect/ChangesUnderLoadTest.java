package org.afterword.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.cli.Terminal;
import org.afterword.cli.demo.ConnectableExchange;
import org.afterword.cli.demo.DemoTenant;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.simulator.outbound.Submission;
import org.afterword.storage.tenant.Tenant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator changes while the organisation's mail goes on. */
@Timeout(300)
class ChangesUnderLoadTest {
    private static final Pattern CODE = Pattern.compile("enter the code (\\S+)");
    private static final String ANNA = "anna.keller@contoso.example";
    private static final String ANNA_AT_NEW = "anna.keller@new.example";
    private static final String YOU = "you@fabrikam.example";
    /** The common pool may have one thread alone. */
    private static final Executor OWN_THREAD = task -> Thread.ofPlatform().start(task);

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void aRoutingCodeIsChangedAndNoMailIsRefusedOrPutOff() throws Exception {
        try (ConnectableExchange exchange = ConnectableExchange.start(folder, 0)) {
            connect(exchange, "--create", "--enable");
            String before = record(exchange).routingCodeHash();
            Queue<Submission> sent = new ConcurrentLinkedQueue<>();
            AtomicBoolean changed = new AtomicBoolean();
            CompletableFuture<Void> load = CompletableFuture.runAsync(
                    () -> {
                        while (!changed.get() || sent.size() < 40) {
                            sent.add(submit(exchange, ANNA, YOU));
                            await(exchange, sent.size() - 4);
                        }
                    },
                    OWN_THREAD);
            try {
                assertThat(connect(exchange, "--change-code")).contains("Done: change-code.");
            } finally {
                changed.set(true);
            }
            load.get();
            sent.add(submit(exchange, ANNA, YOU));

            assertThat(record(exchange).routingCodeHash()).isNotEqualTo(before);
            assertThat(record(exchange).codeHashes()).contains(before);
            for (Submission one : sent) {
                assertThat(exchange.exchange().awaitReturn(one, TIMEOUT)).hasSize(1);
            }
            assertNothingWentWrong(exchange);
        }
    }

    @Test
    void aDomainIsAcceptedAndItsMailIsTakenAtOnceAndKnownAfterTheNextReading() throws Exception {
        try (ConnectableExchange exchange = ConnectableExchange.start(folder, 0)) {
            connect(exchange, "--create", "--enable");
            exchange.stores()
                    .people()
                    .put(
                            DemoTenant.ID,
                            new Person(
                                    MailAddress.of(ANNA_AT_NEW),
                                    Map.of("mail", ANNA_AT_NEW, "displayName", "Anna Keller")));
            submit(exchange, ANNA, YOU);
            exchange.exchange().accept("new.example");
            exchange.cloud().tenant().accept("new.example");
            List<Submission> sent = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                sent.add(submit(exchange, ANNA_AT_NEW, YOU));
                sent.add(submit(exchange, ANNA, YOU));
            }
            await(exchange, 11);
            assertThat(count(exchange, "domains_raised")).isEqualTo(1);
            assertThat(count(exchange, "mails_of_unknown_domains")).isEqualTo(5);

            assertThat(connect(exchange)).contains("! Your organisation has accepted domains", "new.example");
            assertThat(record(exchange).domains()).contains("new.example");
            Submission last = submit(exchange, ANNA_AT_NEW, YOU);
            sent.add(last);

            for (Submission one : sent) {
                assertThat(exchange.exchange().awaitReturn(one, TIMEOUT)).hasSize(1);
            }
            assertThat(count(exchange, "domains_raised")).isEqualTo(1);
            assertThat(count(exchange, "mails_of_unknown_domains")).isEqualTo(5);
            String back = Files.readString(
                    exchange.exchange().awaitReturn(last, TIMEOUT).getFirst().file(), StandardCharsets.ISO_8859_1);
            assertThat(back).contains("Anna Keller");
            assertNothingWentWrong(exchange);
        }
    }

    private static void assertNothingWentWrong(ConnectableExchange exchange) throws Exception {
        assertThat(exchange.exchange().nonDeliveries()).isEmpty();
        assertThat(exchange.exchange().breaches()).isEmpty();
        assertThat(exchange.exchange().duplicates()).isEmpty();
        assertThat(count(exchange, "mails_refused")).isZero();
        assertThat(count(exchange, "mails_deferred")).isZero();
    }

    private static Tenant record(ConnectableExchange exchange) throws IOException {
        return exchange.stores().tenants().read(DemoTenant.ID).orElseThrow().value();
    }

    private static Submission submit(ConnectableExchange exchange, String from, String to) {
        String mail = "From: " + from + "\r\nTo: " + to + "\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n\r\nHello\r\n";
        try {
            return exchange.exchange().submit(mail.getBytes(StandardCharsets.US_ASCII), from, to);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** So that the load does not run away from the stamp. */
    private static void await(ConnectableExchange exchange, int delivered) {
        try {
            exchange.exchange().awaitDelivered(delivered, TIMEOUT);
        } catch (Exception late) {
            throw new IllegalStateException(late);
        }
    }

    private static long count(ConnectableExchange exchange, String name) throws Exception {
        HttpResponse<String> metrics = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + exchange.healthPort() + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        Matcher line = Pattern.compile("(?m)^afterword_gateway_" + name + "_total ([0-9.]+)$")
                .matcher(metrics.body());
        assertThat(line.find()).as(name).isTrue();
        return (long) Double.parseDouble(line.group(1));
    }

    /** Runs the command and signs in when it shows a code. @return what it said */
    private static String connect(ConnectableExchange exchange, String... options) throws Exception {
        List<String> words =
                new ArrayList<>(List.of("connect", "--url", exchange.page().toString()));
        words.addAll(List.of(options));
        Terminal terminal = new Terminal();
        CompletableFuture<Integer> ended =
                CompletableFuture.supplyAsync(() -> terminal.run(words.toArray(new String[0])), OWN_THREAD);
        Optional<String> code = Optional.empty();
        while (code.isEmpty() && !ended.isDone()) {
            Matcher shown = CODE.matcher(terminal.out());
            code = shown.find() ? Optional.of(shown.group(1)) : Optional.empty();
            Thread.sleep(50);
        }
        exchange.cloud().login().approve(code.orElse(""), "admin@contoso.example");
        assertThat(ended.get()).as(terminal.out()).isZero();
        return terminal.out();
    }
}
