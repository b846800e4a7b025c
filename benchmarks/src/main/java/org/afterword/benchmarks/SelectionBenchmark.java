package org.afterword.benchmarks;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.Client;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule.Author;
import org.afterword.engine.render.RenderedSignature;
import org.afterword.engine.render.SignatureRenderer;
import org.afterword.engine.select.MailFacts;
import org.afterword.engine.select.RuleSelection;
import org.afterword.engine.select.Selection;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Chooses among the rules of a {@link LargeTenant} and renders what wins, each time for another of its people. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class SelectionBenchmark {
    private static final Kind[] KINDS = Kind.values();
    private static final Client[] CLIENTS = Client.values();
    private static final Instant MONDAY = Instant.parse("2026-01-05T10:00:00Z");
    private static final MailFacts.TextFacts NOTHING_SPECIAL = new MailFacts.TextFacts() {
        @Override
        public boolean authorWrote(String words) {
            return false;
        }

        @Override
        public boolean marked() {
            return false;
        }

        @Override
        public boolean signedBefore() {
            return false;
        }
    };

    private final SignatureRenderer renderer = new SignatureRenderer();
    private final Random random = new Random(7);
    private final List<MailAddress> recipients = IntStream.range(0, 10)
            .mapToObj(number -> MailAddress.of("recipient" + number + "@fabrikam.example"))
            .toList();
    private List<Person> people = List.of();
    private SignatureCatalog catalog = SignatureCatalog.EMPTY;

    @Setup
    public void hire() {
        people = LargeTenant.people();
        catalog = LargeTenant.catalog();
        for (Person person : people) {
            if (select(person).winners().isEmpty()) {
                throw new IllegalStateException("nobody of this tenant goes without a signature");
            }
        }
    }

    private Selection select(Person sender) {
        return RuleSelection.select(
                catalog,
                new MailFacts(
                        sender,
                        Audience.EXTERNAL,
                        recipients,
                        KINDS[random.nextInt(KINDS.length)],
                        CLIENTS[random.nextInt(CLIENTS.length)],
                        Author.PERSON,
                        name -> List.of(),
                        "RE: Offer for the second quarter",
                        MONDAY,
                        NOTHING_SPECIAL));
    }

    private Person anybody() {
        return people.get(random.nextInt(people.size()));
    }

    @Benchmark
    public Selection select() {
        return select(anybody());
    }

    @Benchmark
    public RenderedSignature selectAndRender() {
        Person sender = anybody();
        return renderer.render(
                select(sender).winners().stream()
                        .map(Selection.Winner::template)
                        .toList(),
                sender);
    }

    /** The texts by which earlier signatures are known, which are made anew for who has not written for long. */
    @Benchmark
    public List<String> textsOfEarlierSignatures() {
        return renderer.textsOf(catalog, anybody());
    }
}
