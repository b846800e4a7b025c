package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.SigningContext;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.budget.OverBudgetException;
import org.afterword.engine.hostile.HostileMail;
import org.afterword.engine.hostile.HostileTexts;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.model.Keyword;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.engine.model.Slot;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What texts cost that are made to cost much, counted in steps; and that their work ends where it is told to. */
class TextCostTest {
    private static final int SIZE = 25_000;

    /** What a mail costs whatever its size: the tables that are read at first, the deepest tree. */
    private static final long FIXED = 500_000;

    /** For a character or an element that is looked at by each question of a mail's. */
    private static final long STEPS_OF_BYTE = 250;

    /** Less than any thread of a server has. */
    private static final int SMALL_STACK = 256 << 10;

    private final SignatureEngine engine = new SignatureEngine();

    static List<HostileMail> mails() {
        return HostileTexts.all();
    }

    @ParameterizedTest
    @MethodSource("mails")
    void costGrowsInProportion(HostileMail mail) throws Exception {
        long little = spent(mail, SIZE);
        long much = spent(mail, 4 * SIZE);

        assertThat(much).isLessThanOrEqualTo(little * 9 / 2 + FIXED);
        assertThat(much).isBetween(4L * SIZE / 10, STEPS_OF_BYTE * 4 * SIZE + FIXED);
    }

    /** Signs it again and again, so that it is stopped in the middle. */
    @ParameterizedTest
    @MethodSource("mails")
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void endsWhereItIsStopped(HostileMail mail) throws Exception {
        byte[] bytes = mail.ofSize().apply(4 * SIZE);
        Budget budget = Budget.unlimited();
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Boolean> work = started(() -> budget.spendOn(() -> {
            while (true) {
                begun.countDown();
                sign(bytes);
            }
        }));
        begun.await();
        budget.stop();

        assertThat(work.get()).isTrue();
    }

    private long spent(HostileMail mail, int size) throws Exception {
        byte[] bytes = mail.ofSize().apply(size);
        Budget budget = Budget.unlimited();
        started(() -> budget.spendOn(() -> sign(bytes))).get();
        return budget.spent();
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Does the work on a thread with a small stack; true if it was over budget. */
    private static FutureTask<Boolean> started(Work work) {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            try {
                work.run();
                return false;
            } catch (OverBudgetException stopped) {
                return true;
            }
        });
        new Thread(null, task, "signing", SMALL_STACK).start();
        return task;
    }

    private Object sign(byte[] mail) throws IOException {
        return engine.sign(engine.read(RawMessage.of(mail)), CONTEXT);
    }

    /** Rules that ask everything that rules can ask of texts, of a person whose signature is known by its text. */
    private static final SigningContext CONTEXT = context();

    private static SigningContext context() {
        SignatureRule asking = SignatureRule.builder("asking", "Asking")
                .slot(Slot.BANNER)
                .template("t")
                .keywords(new Keyword("no such word", Keyword.Place.EITHER, Keyword.Effect.SUPPRESS, false))
                .markerOnly()
                .oncePerConversation()
                .build();
        SignatureRule signing = SignatureRule.builder("signing", "Signing")
                .template("t")
                .replaceClientSignatures()
                .build();
        SignatureTemplate template = SignatureTemplate.of(
                "t", "<p>{{displayName}}</p><p>Head of Sales</p><p>Contoso</p>", Optional.empty(), List.of());
        return new SigningContext(
                Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example")),
                Optional.of(new Person(MailAddress.of("anna@contoso.example"), Map.of("displayName", "Anna Keller"))),
                SignatureCatalog.of(
                        SigningRules.of(List.of(asking, signing))
                                .withKnownSignatures(
                                        List.of("Anna Keller\nHead of\nSales at Contoso", "Kind*\n*Contoso*")),
                        List.of(template)),
                Set.of("contoso.example"),
                Instant.parse("2026-01-01T00:00:00Z"),
                "from a by b; Thu, 1 Jan 2026 00:00:00 +0000");
    }
}
