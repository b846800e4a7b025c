package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.afterword.functions.mail.returning.ScriptedServer;
import org.afterword.functions.mail.signing.Mortality.Killed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kills a worker at each of its steps, before the step takes effect and after. */
@Timeout(120)
class WorkerDeathTest {
    private static final String BEN = "ben@fabrikam.example";
    private static final String CEM = "cem@fabrikam.example";

    @Test
    void returnsAMailThatIsAcceptedAtOnce() throws IOException {
        Set<String> doubling = killAtEachStep(server -> {}, Set.of(BEN, CEM));
        assertThat(doubling).containsExactly("before Leased.delete");
    }

    @Test
    void returnsAMailThatIsDeferredForOneRecipient() throws IOException {
        Set<String> doubling =
                killAtEachStep(server -> server.answer("RCPT TO:<cem@", "451 4.3.2 later"), Set.of(BEN, CEM));
        assertThat(doubling).containsExactly("before Leased.note");
    }

    @Test
    void returnsAMailThatIsRefusedForOneRecipient() throws IOException {
        Set<String> doubling = killAtEachStep(
                server ->
                        Collections.nCopies(20, "550 5.1.1 no").forEach(reply -> server.answer("RCPT TO:<cem@", reply)),
                Set.of(BEN, "anna@contoso.example"));
        assertThat(doubling).containsExactly("before Leased.delete", "before Leased.note");
    }

    @Test
    void returnsAMailWhoseSignatureMadeItTooLarge() throws IOException {
        Set<String> doubling = killAtEachStep(server -> server.answer(".", "552 5.3.4 too large"), Set.of(BEN, CEM));
        assertThat(doubling).containsExactly("before Leased.delete");
    }

    /** Answers at which deaths somebody got the mail, or the report, twice. */
    private static Set<String> killAtEachStep(Consumer<ScriptedServer> script, Set<String> expected)
            throws IOException {
        Set<String> doubling = new TreeSet<>();
        int deaths = 0;
        int last = Integer.MAX_VALUE;
        for (int step = 1; step <= last; step++) {
            for (boolean afterIt : new boolean[] {false, true}) {
                try (TestStamp stamp = new TestStamp()) {
                    script.accept(stamp.server);
                    Mortality mortality = new Mortality(step, afterIt);
                    stamp.receive(BEN, CEM);
                    try (SigningWorker mortal = stamp.worker(mortality.stores(stamp.stores.stores()), false)) {
                        stamp.runTriggers(usual -> mortal);
                    } catch (IllegalStateException asPlanned) {
                        assertThat(asPlanned).hasRootCauseInstanceOf(Killed.class);
                        deaths++;
                    }
                    if (!mortality.dead()) {
                        last = step;
                    }
                    List<String> accepted = othersGoOn(stamp);
                    String death =
                            (afterIt ? "after " : "before ") + mortality.steps().getLast();
                    assertThat(accepted).as(death).containsAll(expected);
                    assertThat(expected).as(death).containsAll(accepted);
                    if (accepted.size() > expected.size()) {
                        assertThat(mortality.dead()).isTrue();
                        doubling.add(death);
                    }
                    assertThat(stamp.stores.spool().names()).as(death).isEmpty();
                }
            }
        }
        System.out.println(deaths + " deaths of a worker: no mail lost, doubled " + doubling);
        return doubling;
    }

    /**
     * Time goes by, the sweeper sweeps, other workers work. What a worker had not begun with when it died comes back
     * when the queue shows it again, 10 min later.
     */
    private static List<String> othersGoOn(TestStamp stamp) throws IOException {
        for (int i = 0; i < 12 && !stamp.stores.spool().names().isEmpty(); i++) {
            stamp.clock.advance(Duration.ofSeconds(61));
            stamp.sweeper.sweep();
            stamp.runTriggers();
        }
        return stamp.server.accepted();
    }
}
