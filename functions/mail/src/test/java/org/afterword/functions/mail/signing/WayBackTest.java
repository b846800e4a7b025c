package org.afterword.functions.mail.signing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.Recipient;
import org.afterword.storage.mail.SigningJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of acknowledged mail whatever the tenant's server answers: none is lost, none is doubled. */
@Timeout(300)
class WayBackTest {
    private static final Duration STEP = Duration.ofSeconds(15);
    private static final Duration OUTAGE = Duration.ofMinutes(10);

    private TestStamp stamp;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
    }

    @AfterEach
    void stop() throws IOException {
        stamp.close();
    }

    /** A mail of a sender of its own to a recipient of its own, so that the server's list tells who got what. */
    private SigningJob receive(int number, String notify) throws IOException {
        Recipient recipient = new Recipient(
                MailAddress.of("r" + number + "@fabrikam.example"),
                EsmtpParameters.of(notify.isEmpty() ? Map.of() : Map.of("NOTIFY", notify)));
        return stamp.receive(
                TestStamp.MAIL,
                new Envelope(
                        Optional.of(MailAddress.of("s" + number + "@contoso.example")),
                        List.of(recipient),
                        EsmtpParameters.NONE));
    }

    private void step() throws IOException {
        stamp.runTriggers();
        stamp.sweeper.sweep();
        stamp.clock.advance(STEP);
    }

    private Map<String, Long> alarms() {
        Map<String, Long> alarms = new TreeMap<>(stamp.worker.counts().all());
        alarms.keySet().removeIf(name -> !name.startsWith("alarms."));
        return alarms;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MAIL | 550 5.7.64 TenantAttribution; Relay Access Denied | not_attributed
            EHLO | 550 5.7.68 TenantInboundAttribution; Direct Send not allowed | not_attributed
            RCPT | 454 4.7.0 Client certificate expired ATTR41 | not_attributed
            MAIL | 550 5.7.705 Access denied, tenant has exceeded threshold | organisation
            RCPT | 550 5.7.708 Access denied, traffic not accepted from this IP | organisation
            DATA | 550 5.7.711 Access denied, bad inbound connector. AS(2204) | organisation
            . | 550 5.7.750 Client blocked from sending from unregistered domains | organisation
            MAIL | 550 5.7.606 Access denied, banned sending IP [203.0.113.9] | our_address
            RCPT | 550 5.7.511 Access denied, banned sender[203.0.113.9] | our_address
            RCPT | 550 5.7.1 Service unavailable, Client host [203.0.113.9] blocked using Spamhaus | our_address
            connect | 554 5.7.1 Service unavailable, Client host [203.0.113.9] blocked using Spamhaus | our_address
            """)
    void aFaultThatIsNotTheMailsHoldsAllMailAndRaisesOneAlarm(String command, String reply, String alarm)
            throws IOException {
        stamp.server.answerAlways(command, reply);
        outage();
        assertThat(alarms()).containsExactly(Map.entry("alarms." + alarm, 1L));
    }

    /** The mail of the first two senders counts as refused, and stays since its reports are refused too. */
    @Test
    void aFaultThatNobodyKnowsHoldsAllMailAndIsRaised() throws IOException {
        stamp.server.answerAlways("RCPT", "550 5.7.999 Access denied, for a reason that is new");
        outage();
        assertThat(alarms()).containsExactly(Map.entry("alarms.report_refused", 1L), Map.entry("alarms.suspect", 1L));
    }

    private void outage() throws IOException {
        List<SigningJob> mails = new ArrayList<>();
        Instant end = stamp.clock.instant().plus(OUTAGE);
        while (stamp.clock.instant().isBefore(end)) {
            if (mails.size() < 20) {
                mails.add(receive(mails.size(), ""));
            }
            step();
            assertThat(stamp.stores.spool().names()).hasSize(mails.size());
        }
        assertThat(stamp.server.taken()).isEmpty();
        stamp.server.behave();
        for (int i = 0; i < 400 && !stamp.stores.spool().names().isEmpty(); i++) {
            step();
        }
        assertThat(stamp.stores.spool().names()).isEmpty();
        assertThat(stamp.stores.queue().jobs()).isEmpty();
        assertThat(stamp.server.accepted())
                .containsExactlyInAnyOrderElementsOf(mails.stream()
                        .map(mail -> mail.envelope()
                                .recipients()
                                .getFirst()
                                .address()
                                .address())
                        .toList());
    }

    /** Held mail is not lost for those who mistyped: when mail of others passes, their reports come. */
    @Test
    void aSuspectMailThatIsToBlameIsReportedOnceMailOfOthersPasses() throws IOException {
        for (int number = 0; number < 4; number++) {
            stamp.server.answerAlways("RCPT TO:<r" + number + "@", "550 5.1.10 RecipientNotFound");
            receive(number, "");
        }
        step();
        assertThat(stamp.stores.spool().names()).hasSize(2);
        receive(4, "");
        for (int i = 0; i < 20; i++) {
            step();
        }
        assertThat(stamp.stores.spool().names()).isEmpty();
        assertThat(stamp.server.accepted())
                .containsExactlyInAnyOrder(
                        "r4@fabrikam.example",
                        "s0@contoso.example",
                        "s1@contoso.example",
                        "s2@contoso.example",
                        "s3@contoso.example");
    }

    private static final List<String> REPLIES = List.of(
            "451 4.3.2 later",
            "451 4.7.500 Server busy",
            "452 4.5.3 Too many recipients",
            "550 5.1.10 RecipientNotFound",
            "550 5.7.1 rejected by policy",
            "552 5.3.4 too large",
            "554 no code at all",
            "550 5.7.64 TenantAttribution; Relay Access Denied",
            "451 4.4.62 Mail sent to the wrong Office 365 region. ATTR35",
            "550 5.7.705 Access denied, tenant has exceeded threshold",
            "550 5.7.711 Access denied, bad inbound connector",
            "550 5.7.606 Access denied, banned sending IP [203.0.113.9]",
            "550 5.7.1 Client host [203.0.113.9] blocked using Spamhaus",
            "421 4.3.2 closing",
            "");
    private static final List<String> COMMANDS = List.of(
            "MAIL", "MAIL FROM:<>", "MAIL FROM:<s", "RCPT", "RCPT TO:<s", "RCPT TO:<r1", "RCPT TO:<r2", "DATA", ".");
    private static final List<String> NOTIFY = List.of("", "", "", "FAILURE", "DELAY", "NEVER", "FAILURE,DELAY");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void noMailLeavesTheSpoolUnlessItOrItsReportWasAccepted(long seed) throws IOException {
        Random random = new Random(seed);
        Map<SigningJob, String> mails = new HashMap<>();
        for (int round = 0; round < 60; round++) {
            if (round < 12) {
                String notify = NOTIFY.get(random.nextInt(NOTIFY.size()));
                mails.put(receive(round, notify), notify);
            }
            if (random.nextInt(6) == 0) {
                stamp.server.behave();
            }
            String reply = REPLIES.get(random.nextInt(REPLIES.size()));
            String command = COMMANDS.get(random.nextInt(COMMANDS.size()));
            if (random.nextInt(3) == 0 && !reply.isEmpty()) {
                stamp.server.answerAlways(command, reply);
            } else {
                stamp.server.answer(command, reply);
            }
            stamp.runTriggers();
            stamp.sweeper.sweep();
            check(mails);
            stamp.clock.advance(Duration.ofSeconds((long) Math.exp(3 + random.nextDouble() * 8)));
        }
        stamp.server.behave();
        for (int round = 0; round < 3000 && !stamp.stores.queue().jobs().isEmpty(); round++) {
            stamp.runTriggers();
            stamp.sweeper.sweep();
            stamp.clock.advance(Duration.ofMinutes(2));
        }
        check(mails);
        assertThat(stamp.stores.spool().names())
                .allMatch(name ->
                        stamp.stores.spool().job(name).orElseThrow().keptAside().isPresent());
    }

    private void check(Map<SigningJob, String> mails) {
        List<String> accepted = stamp.server.accepted();
        List<String> taken = stamp.server.taken().stream()
                .map(mail -> new String(mail, ISO_8859_1))
                .toList();
        Map<String, Long> times =
                accepted.stream().collect(Collectors.groupingBy(address -> address, Collectors.counting()));
        mails.forEach((mail, notify) -> {
            String recipient = mail.envelope().recipients().getFirst().address().address();
            long returned = times.getOrDefault(recipient, 0L);
            long reported = count(taken, "Message-ID: <" + mail.jobId() + ".");
            long delayed = count(taken, "Message-ID: <delay." + mail.jobId() + ".");
            assertThat(returned + reported).as("mail %s", mail.jobId()).isLessThanOrEqualTo(1);
            assertThat(delayed).as("mail %s", mail.jobId()).isLessThanOrEqualTo(1);
            boolean silent = notify.equals("NEVER") || notify.equals("DELAY");
            boolean there = stamp.stores.spool().job(mail.spoolName()).isPresent();
            assertThat(there || silent || returned + reported == 1)
                    .as("mail %s is there, was returned or reported", mail.jobId())
                    .isTrue();
        });
    }

    private static long count(List<String> mails, String words) {
        return mails.stream().filter(mail -> mail.contains(words)).count();
    }
}
