package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.engine.message.Recipient;
import org.afterword.functions.mail.returning.ReturnOutcome;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.functions.mail.returning.SmtpReply;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TraceWriterTest {
    private static final SmtpReply REPLY =
            new SmtpReply(550, Optional.of("5.1.1"), "<ben@fabrikam.example> no such user");

    static Stream<Arguments> saysWhatBecameOfTheRecipientsWithoutAnAddress() {
        return Stream.of(
                Arguments.of(List.of(new Accepted()), "accepted"),
                Arguments.of(List.of(new Accepted(), new Accepted()), "accepted"),
                Arguments.of(List.of(new Refused(REPLY)), "refused (550 5.1.1)"),
                Arguments.of(
                        List.of(new Deferred(Cause.UNREACHABLE, Optional.empty())),
                        "deferred (the tenant's server could not be reached)"),
                Arguments.of(
                        List.of(new Accepted(), new Refused(REPLY), new Accepted()),
                        "accepted: 2, refused (550 5.1.1): 1"),
                Arguments.of(
                        List.of(new Uncertain()),
                        "uncertain (no answer after the mail was sent; it is sent again and may be doubled)"));
    }

    @ParameterizedTest
    @MethodSource
    void saysWhatBecameOfTheRecipientsWithoutAnAddress(List<ReturnOutcome> outcomes, String words) {
        ReturnResult result = new ReturnResult(outcomes.stream()
                .map(outcome -> new ReturnResult.Entry(Recipient.of("ben@fabrikam.example"), outcome))
                .toList());

        assertThat(TraceWriter.outcome(result)).isEqualTo(words).doesNotContain("@");
    }
}
