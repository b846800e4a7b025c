package org.afterword.functions.onboarding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session in the hands of one worker, who can change it as long as nobody else has it. Safe for use by several threads. */
final class OwnedSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnedSession.class);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    private final Sessions sessions;
    private final InstantSource clock;
    private final String id;
    private final int attempt;
    private final String owner = UUID.randomUUID().toString();
    private final CountDownLatch over = new CountDownLatch(1);

    OwnedSession(Sessions sessions, InstantSource clock, String id, int attempt) {
        this.sessions = sessions;
        this.clock = clock;
        this.id = id;
        this.attempt = attempt;
    }

    /** Makes it ours; false if somebody else has it, or has asked for another sign-in since. */
    boolean claim() throws IOException {
        ObjectNode session = sessions.update(id, now -> {
            if (now.path("attempt").asInt() == attempt
                    && now.path("owner").asText("").isEmpty()) {
                now.put("owner", owner).put("alive", clock.instant().toString());
            }
        });
        return isOurs(session);
    }

    boolean isOurs(JsonNode session) {
        return session.path("owner").asText("").equals(owner)
                && session.path("attempt").asInt() == attempt;
    }

    /** Says every five seconds that the worker is there, until this is closed. */
    void showLife() {
        Thread.ofVirtual().name("sign-of-life").start(() -> {
            try {
                while (!over.await(SIGN_OF_LIFE.toSeconds(), TimeUnit.SECONDS)) {
                    sayAlive();
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void sayAlive() {
        try {
            change(now -> now.put("alive", clock.instant().toString()));
        } catch (UncheckedIOException unreachable) {
            LOG.info("no sign of life could be written; trying again: {}", unreachable.getMessage());
        }
    }

    /**
     * Changes it if it is still ours.
     *
     * @throws UncheckedIOException if the store does not answer
     */
    void change(Consumer<ObjectNode> change) {
        try {
            sessions.update(id, now -> {
                if (isOurs(now)) {
                    change.accept(now);
                }
            });
        } catch (IOException unreachable) {
            throw new UncheckedIOException("the session cannot be written", unreachable);
        }
    }

    /** Says that something went wrong, and what to do. */
    void fail(Stage stage, String problem, String advice) {
        change(now -> fail(now, stage, problem, advice));
    }

    static void fail(ObjectNode session, Stage stage, String problem, String advice) {
        session.put("stage", stage.name()).put("problem", problem).put("advice", advice);
        session.remove("code");
        running(session).ifPresent(line -> line.put("state", "failed"));
    }

    /** The console's line of the cmdlet that runs; notes may have come after it. */
    static Optional<ObjectNode> running(ObjectNode session) {
        for (JsonNode line : session.withArray("console")) {
            if (line.path("state").asText().equals("running")) {
                return Optional.of((ObjectNode) line);
            }
        }
        return Optional.empty();
    }

    /** Whether the browser still waits for this sign-in. */
    boolean isWanted() {
        try {
            return sessions.find(id)
                    .filter(this::isOurs)
                    .filter(now -> !isCancelled(now))
                    .isPresent();
        } catch (IOException unreachable) {
            return true;
        }
    }

    private static boolean isCancelled(JsonNode session) {
        for (JsonNode order : session.path("orders")) {
            if (order.path("order").asText().equals("cancel")) {
                return true;
            }
        }
        return false;
    }

    JsonNode current() {
        try {
            return sessions.find(id).map(JsonNode.class::cast).orElseGet(Sessions.JSON::createObjectNode);
        } catch (IOException unreachable) {
            throw new UncheckedIOException("the session cannot be read", unreachable);
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
