package org.afterword.functions.mail.returning;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.afterword.engine.message.Recipient;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;

/** A tenant's server in virtual time, behind the gate that real mail passes. */
public final class VirtualServer {
    private static final List<Recipient> BEN = List.of(Recipient.of("ben@fabrikam.example"));

    private final ServerGate gate;

    public VirtualServer(LongSupplier nanoTime, long seed) {
        gate = new ServerGate(nanoTime, new Random(seed), Duration.ZERO);
    }

    /** What a mail meets: it is under way until {@link #end} is called, or its result is known. */
    public sealed interface Begun {}

    /** It is under way. */
    public record UnderWay(Object place) implements Begun {}

    public record Ended(ReturnResult result) implements Begun {}

    public Begun begin() {
        return switch (gate.enter(false)) {
            case ServerGate.Entered entered -> new UnderWay(entered);
            case ServerGate.PutBack putBack -> new Ended(ReturnResult.all(BEN, putBack.outcome()));
        };
    }

    public ReturnResult end(UnderWay mail, boolean accepted) {
        ReturnResult result = ReturnResult.all(BEN, accepted ? new Accepted() : new Deferred(Cause.UNREACHABLE));
        gate.leave((ServerGate.Entered) mail.place(), result);
        return result;
    }
}
