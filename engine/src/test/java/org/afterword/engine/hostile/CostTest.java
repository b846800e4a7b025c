package org.afterword.engine.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.afterword.engine.Decision;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.SignedCopy;
import org.afterword.engine.SigningContext;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.message.AfterwordHeaders;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.model.HeaderCondition;
import org.afterword.engine.model.Keyword;
import org.afterword.engine.model.MixedRecipients;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.Reason;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What one mail costs grows with its size and no faster, whatever is in it: counted in steps, which are the same on any machine. */
class CostTest {
    private static final int SMALL = 20_000;
    /** A mail of any size has its price: the template, the rules, a few fields. */
    private static final long BASE = 30_000;
    /** What a step in one of our bombs may at most go over, in bytes: a plain pass takes one for eight. */
    private static final int BYTES_A_STEP = 16;

    /** In bytes: a quarter of what a thread of the Java platform has. */
    private static final long LITTLE_STACK = 256 * 1024;

    /** Mails whose bulk lies behind the last part, where nobody looks. */
    private static final Set<String> NOT_LOOKED_AT = Set.of("endings", "a text behind the parts");

    private final SignatureEngine engine = new SignatureEngine();

    static List<HostileMail> bombs() {
        return HostileMail.all();
    }

    static Stream<Arguments> bombsInFullSize() {
        // The largest header section that is read; by hand, a body that is read, and the largest mail of a tenant as
        // well.
        List<Integer> sizes = Boolean.getBoolean("afterword.hostile.full")
                ? List.of(1_000_000, 3_500_000, 25_000_000)
                : List.of(1_000_000);
        return bombs().stream().flatMap(bomb -> sizes.stream().map(size -> Arguments.of(bomb, size)));
    }

    /** Bodies have a test of their own, with room for what is looked at up to a bound and not beyond. */
    static List<HostileMail> structures() {
        return HostileStructures.all();
    }

    @ParameterizedTest
    @MethodSource("structures")
    @Timeout(60)
    void costsInProportionToItsSize(HostileMail bomb) throws IOException {
        long small = stepsOf(bomb, SMALL);
        long large = stepsOf(bomb, 4 * SMALL);
        assertThat(large).isLessThanOrEqualTo(small * 9 / 2 + BASE);
    }

    @ParameterizedTest
    @MethodSource("bombs")
    @Timeout(60)
    void countsWhatItDoes(HostileMail bomb) throws IOException {
        RawMessage mail = RawMessage.of(bomb.ofSize().apply(SMALL));
        Budget budget = Budget.unlimited();
        List<SignedCopy> copies = budget.spendOn(() -> work(mail));
        boolean unread = NOT_LOOKED_AT.contains(bomb.name())
                || copies.getFirst().result().decision() instanceof Decision.PassThrough passThrough
                        && passThrough.reason() == Reason.UNREADABLE;
        assertThat(budget.spent()).isGreaterThan(unread ? 100 : mail.size() / BYTES_A_STEP);
    }

    @ParameterizedTest
    @MethodSource("bombsInFullSize")
    @Timeout(60)
    void endsInFullSize(HostileMail bomb, int size) throws IOException {
        RawMessage mail = RawMessage.of(bomb.ofSize().apply(size));
        long most = 100_000_000L + 100L * size;
        for (SignedCopy copy : Budget.of(most, Duration.ofMinutes(1)).spendOn(() -> work(mail))) {
            assertThat(engine.unread(RawMessage.of(copy.result().message().bytes()))
                            .header()
                            .says(AfterwordHeaders.MESSAGE_PROCESSED, "true"))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void goesBackUnread(HostileMail bomb) throws IOException {
        RawMessage mail = RawMessage.of(bomb.ofSize().apply(1_000_000));
        Budget budget = Budget.unlimited();
        byte[] left = budget.spendOn(() -> {
            ParsedMessage unread = engine.unread(mail);
            return engine.leaveAlone(unread, Reason.OVER_BUDGET, "from a by b")
                    .message()
                    .bytes();
        });
        assertThat(budget.spent()).isLessThan(2 * mail.size());
        HeaderSection header = HeaderSection.parse(left);
        assertThat(header.all(AfterwordHeaders.AUTH)).isEmpty();
        assertThat(header.says(AfterwordHeaders.MESSAGE_PROCESSED, "true")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("bombs")
    @Timeout(60)
    void needsLittleStack(HostileMail bomb) throws InterruptedException {
        RawMessage mail = RawMessage.of(bomb.ofSize().apply(10 * SMALL));
        FutureTask<List<SignedCopy>> work = new FutureTask<>(
                () -> Budget.of(100_000_000, Duration.ofMinutes(1)).spendOn(() -> work(mail)));
        Thread thread = new Thread(null, work, "little stack", LITTLE_STACK);
        thread.start();
        thread.join();
        assertThat(work).succeedsWithin(Duration.ZERO);
    }

    private long stepsOf(HostileMail bomb, int size) throws IOException {
        RawMessage mail = RawMessage.of(bomb.ofSize().apply(size));
        Budget budget = Budget.unlimited();
        budget.spendOn(() -> work(mail));
        return budget.spent();
    }

    /** All that the path asks of the engine for one mail. */
    private List<SignedCopy> work(RawMessage mail) throws IOException {
        ParsedMessage message = engine.read(mail);
        engine.memoryNeeded(message);
        message.from();
        message.sender();
        message.recipients();
        List<SignedCopy> copies = engine.signCopies(message, context());
        for (SignedCopy copy : copies) {
            copy.result().message().writeTo(OutputStream.nullOutputStream());
        }
        return copies;
    }

    private static HeaderCondition except(String field) {
        return new HeaderCondition(field, Set.of("in no mail", "nor this"), HeaderCondition.Effect.EXCEPT);
    }

    private static SigningContext context() {
        Picture logo = Picture.of("logo.png", "image/png", new byte[] {1, 2, 3});
        SignatureTemplate template = SignatureTemplate.of(
                "t",
                "<table><tr><td><b>{{displayName}}</b><br>Z\u00fcrich <img src=\"cid:logo.png\"></td></tr></table>",
                Optional.empty(),
                List.of(logo));
        SignatureRule keyword = SignatureRule.builder("keyword", "Keyword")
                .template("t")
                .keywords(new Keyword(HostileStructures.KEYWORD, Keyword.Place.SUBJECT, Keyword.Effect.REQUIRE, true))
                .build();
        SignatureRule suppressed = SignatureRule.builder("suppressed", "Suppressed")
                .template("t")
                .keywords(new Keyword("{none}", Keyword.Place.EITHER, Keyword.Effect.SUPPRESS, true))
                .headers(except("X-Long"), except("References"), except("Thread-Topic"), except("To"))
                .build();
        SigningRules rules = SigningRules.of(List.of(keyword, suppressed)).with(MixedRecipients.COPY_FOR_EACH);
        return new SigningContext(
                Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example", "cara@contoso.example")),
                Optional.of(new Person(
                        MailAddress.of("anna@contoso.example"),
                        Map.of("displayName", "Anna Keller", "mobilePhone", "+41 44 000 00 00"))),
                SignatureCatalog.of(rules, List.of(template)),
                Set.of("contoso.example"),
                Instant.parse("2026-01-01T00:00:00Z"),
                "from a by b; Thu, 1 Jan 2026 00:00:00 +0000");
    }
}
