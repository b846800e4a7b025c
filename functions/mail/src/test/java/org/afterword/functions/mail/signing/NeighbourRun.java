package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.afterword.engine.hostile.HostileMail;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.functions.mail.signing.Neighbours.Neighbour;

/** Prints how long a tenant's mail takes beside a neighbour that is quiet, and beside neighbours in several kinds of trouble. */
final class NeighbourRun {
    private static final int SECONDS = 20;
    private static final int RATE = 20;

    private NeighbourRun() {}

    /** What the neighbour does, once in a turn of 50 ms. */
    @FunctionalInterface
    private interface Trouble {
        void turn(Neighbours house, Neighbour troubled, int turn) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        run("warming up", (house, troubled, turn) -> {});
        run("quiet", (house, troubled, turn) -> {});
        run("server hangs at the final dot, 4 mails/s", (house, troubled, turn) -> {
            troubled.server().beforeAnswerToData(() -> sleep(Duration.ofHours(1)));
            fewer(house, troubled, turn);
        });
        run("server takes 4 s a mail, 4 mails/s", (house, troubled, turn) -> {
            troubled.server().beforeAnswerToData(() -> sleep(Duration.ofSeconds(4)));
            fewer(house, troubled, turn);
        });
        run("2,000 mails at once", (house, troubled, turn) -> {
            for (int i = 0; turn == 0 && i < 2_000; i++) {
                house.send(troubled);
            }
        });
        List<HostileMail> hostile = HostileMail.all();
        run("hostile mail of 200 kB, 4 mails/s", (house, troubled, turn) -> {
            if (turn % 5 == 0) {
                house.send(
                        troubled,
                        hostile.get(turn / 5 % hostile.size()).ofSize().apply(200_000));
            }
        });
        System.exit(0);
    }

    private static void fewer(Neighbours house, Neighbour troubled, int turn) throws Exception {
        if (turn % 5 == 0) {
            house.send(troubled);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(String name, Trouble trouble) throws Exception {
        Neighbours house = new Neighbours(Capacity.ofThisProcess());
        Neighbour troubled = house.move("contoso.example");
        Neighbour well = house.move("adatum.example");
        int sent = 0;
        for (int turn = 0; turn < SECONDS * RATE; turn++) {
            long next = System.nanoTime() + 1_000_000_000L / RATE;
            trouble.turn(house, troubled, turn);
            house.send(well);
            sent++;
            sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
        }
        sleep(Duration.ofSeconds(2));
        List<Duration> took = house.latencies.getOrDefault(well.id(), List.of()).stream()
                .sorted()
                .toList();
        System.out.printf(
                Locale.ROOT,
                "%-45s %d of %d served, p50 %d ms, p99 %d ms, slowest %d ms; the neighbour: %d served; %s%n",
                name,
                took.size(),
                sent,
                took.get(took.size() / 2).toMillis(),
                took.get(took.size() * 99 / 100).toMillis(),
                took.getLast().toMillis(),
                troubled.server().accepted().size(),
                house.worker.counts().all());
        Thread.ofPlatform().daemon().start(() -> {
            try {
                house.close();
            } catch (IOException gone) {
                throw new IllegalStateException(gone);
            }
        });
    }
}
