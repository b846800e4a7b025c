package org.afterword.functions.mail.signing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.MixedRecipients;
import org.afterword.engine.model.Recipients;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.functions.mail.capacity.Impatient;
import org.afterword.functions.mail.returning.SendingLimit;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.trace.TraceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One mail, a copy for those inside and one for those outside. */
class CopiesTest {
    private static final String INSIDE = "carl@contoso.example";
    private static final String OUTSIDE = "ben@fabrikam.example";

    private TestStamp stamp;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
        for (String audience : List.of("internal", "external")) {
            stamp.stores
                    .signatures()
                    .putTemplate(
                            TestStamp.CONTOSO,
                            SignatureTemplate.of(
                                    audience, "<p>the " + audience + " one</p>", Optional.empty(), List.of()),
                            new Precondition.Any());
        }
        stamp.stores
                .signatures()
                .putRules(
                        TestStamp.CONTOSO,
                        SigningRules.of(List.of(rule(Audience.INTERNAL), rule(Audience.EXTERNAL)))
                                .with(MixedRecipients.COPY_FOR_EACH),
                        new Precondition.Any());
    }

    @AfterEach
    void stop() throws IOException {
        stamp.close();
    }

    private static SignatureRule rule(Audience audience) {
        String id = audience == Audience.INTERNAL ? "internal" : "external";
        return SignatureRule.builder(id, id)
                .template(id)
                .recipients(Recipients.of(audience))
                .build();
    }

    private void receive() throws IOException {
        stamp.receive(TestStamp.MAIL, Envelope.of("anna@contoso.example", List.of(INSIDE, OUTSIDE)));
    }

    private String mail(int index) {
        return new String(stamp.server.mails().get(index), ISO_8859_1);
    }

    @Test
    void eachGroupGetsItsOwnOnce() throws IOException {
        receive();
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(2);
        assertThat(mail(0)).contains("the external one");
        assertThat(mail(1)).contains("the internal one");
        assertThat(stamp.server.accepted()).hasSize(2);
        assertThat(stamp.server.accepted().get(0)).contains(OUTSIDE);
        assertThat(stamp.server.accepted().get(1)).contains(INSIDE);
        assertThat(stamp.stores.spool().names()).isEmpty();
        assertThat(stamp.stores.traces().records().stream().map(TraceRecord::audience))
                .containsExactly("external", "internal");
        assertThat(stamp.stores.traces().records().stream().map(TraceRecord::recipients))
                .containsExactly(1, 1);
    }

    @Test
    void aCopyThatWasAcceptedIsNotSentAgainWhenTheOtherIsDeferred() throws IOException {
        stamp.server.answer("RCPT TO:<carl", "451 4.3.0 later");
        receive();
        stamp.runTriggers();
        assertThat(stamp.server.accepted()).hasSize(1);
        stamp.clock.advance(Duration.ofSeconds(31));
        stamp.runTriggers();
        assertThat(stamp.server.accepted()).hasSize(2);
        assertThat(stamp.server.accepted().get(1)).contains(INSIDE).doesNotContain(OUTSIDE);
        assertThat(mail(stamp.server.mails().size() - 1)).contains("the internal one");
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    /** The second copy would be sent at the end of a time that may have no end. */
    @Test
    void aCopyThatHasNoTimeLeftWaitsForTheNextAttempt() throws IOException {
        AtomicLong nanoseconds = new AtomicLong();
        stamp.server.beforeAnswerToData(() -> nanoseconds.addAndGet(SendingLimit.ATTENDED.toNanos()));
        receive();
        try (SigningWorker slow = stamp.worker(nanoseconds::get, new ManualTimer())) {
            stamp.runTriggers(usual -> slow);
            assertThat(stamp.server.mails()).hasSize(1);
            assertThat(stamp.server.accepted()).containsExactly(OUTSIDE);
            assertThat(stamp.stores.queue().jobs().getLast().envelope().recipients())
                    .extracting(recipient -> recipient.address().address())
                    .containsExactly(INSIDE);
            stamp.clock.advance(Duration.ofSeconds(31));
            stamp.runTriggers(usual -> slow);
        }
        assertThat(stamp.server.accepted()).containsExactly(OUTSIDE, INSIDE);
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    /** Its call has ended, so that nothing but the commands themselves is short of time. */
    @Test
    void aMailThatIsLeftAloneHasTimeForBothCopies() throws IOException {
        AtomicLong nanoseconds = new AtomicLong();
        receive();
        Capacity impatient = Impatient.of(Capacity.ofThisProcess(), Duration.ofMillis(1));
        try (SigningWorker slow = stamp.worker(nanoseconds::get, new ManualTimer(), impatient)) {
            stamp.server.beforeAnswerToData(() -> {
                while (unattended(slow) == 0) {
                    Thread.onSpinWait();
                }
                nanoseconds.addAndGet(SendingLimit.ATTENDED.toNanos());
            });
            stamp.runTriggers(usual -> slow);
            while (unattended(slow) > 0) {
                Thread.onSpinWait();
            }
        }
        assertThat(stamp.server.accepted()).containsExactly(OUTSIDE, INSIDE);
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    private static long unattended(SigningWorker worker) {
        return worker.counts().all().getOrDefault("now.unattended", 0L);
    }

    @Test
    void theFirstCopyIsNotedBeforeTheSecondIsSent() throws IOException {
        stamp.server.beforeAnswerToData(() -> {
            if (stamp.server.mails().size() == 2) {
                throw new IllegalStateException("the worker crashes now");
            }
        });
        receive();
        stamp.runTriggers();
        assertThat(stamp.server.accepted()).hasSize(1);
        stamp.server.beforeAnswerToData(() -> {});
        stamp.clock.advance(Duration.ofSeconds(120));
        stamp.sweepAndShow();
        stamp.runTriggers();
        assertThat(stamp.server.accepted()).hasSize(2);
        assertThat(stamp.server.accepted().get(1)).contains(INSIDE).doesNotContain(OUTSIDE);
    }

    @Test
    void aCopyThatIsTooLargeWithItsSignatureGoesAsItWasAndTheOtherSigned() throws IOException {
        stamp.server.answer(".", "552 5.3.4 too large");
        receive();
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(3);
        assertThat(mail(1)).endsWith("At noon?\r\n");
        assertThat(mail(2)).contains("the internal one");
        assertThat(stamp.stores.traces().records().stream().map(TraceRecord::decision))
                .containsExactly("left alone", "signed");
        assertThat(stamp.stores.spool().names()).isEmpty();
    }
}
