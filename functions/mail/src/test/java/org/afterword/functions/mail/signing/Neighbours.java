package org.afterword.functions.mail.signing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.functions.mail.returning.MailReturn;
import org.afterword.functions.mail.returning.ScriptedServer;
import org.afterword.storage.Stores;
import org.afterword.storage.fake.InMemoryStores;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;

/** Tenants that share one process, each with a server of its own, and a host that gives out jobs as the real one does. */
final class Neighbours implements AutoCloseable {
    private static final int BATCH = 16;
    private static final int NEW_BATCH = 8;

    final SigningWorker worker;
    /** How long each mail took from when it came in until it was returned, by its tenant. */
    final Map<TenantId, List<Duration>> latencies = new ConcurrentHashMap<>();
    /** How often a job failed. */
    final AtomicInteger failures = new AtomicInteger();

    private final Stores stores;
    private final TriggerQueues queues;
    private final MailReturn mailReturn = TestStamp.newMailReturn();
    private final ExecutorService calls = Executors.newCachedThreadPool();
    private final Semaphore mayTakeBatch = new Semaphore(0);
    private final AtomicInteger running = new AtomicInteger();
    private final Thread host;
    private volatile boolean stopped;

    /** A tenant and its server. */
    record Neighbour(TenantId id, String domain, ScriptedServer server) {}

    Neighbours(Capacity capacity) throws IOException {
        this(new InMemoryStores(), capacity);
    }

    private Neighbours(InMemoryStores inMemory, Capacity capacity) throws IOException {
        this(inMemory.stores(), inMemory.queue(), capacity);
    }

    Neighbours(Stores stores, TriggerQueues queues, Capacity capacity) throws IOException {
        this.stores = stores;
        this.queues = queues;
        worker = new SigningWorker(
                stores,
                mailReturn,
                new SigningPolicy("stamp.afterword.example", Duration.ofSeconds(60), false, capacity),
                "0123456789abcdef".getBytes(ISO_8859_1),
                outcome -> latencies
                        .computeIfAbsent(outcome.job().tenantId(), tenant -> new CopyOnWriteArrayList<>())
                        .add(Duration.between(outcome.job().receivedAt(), outcome.at())),
                InstantSource.system());
        host = Thread.ofPlatform().name("host").start(this::giveOut);
    }

    Neighbour move(String domain) throws IOException {
        Neighbour neighbour = new Neighbour(new TenantId(UUID.randomUUID()), domain, TestStamp.newServer());
        stores.tenants()
                .put(new Tenant(
                        neighbour.id(),
                        domain,
                        Tenant.State.CONNECTED,
                        Set.of(domain),
                        neighbour.id().toString().replace("-", "").substring(0, 12),
                        neighbour.server().endpoint()));
        stores.signatures()
                .putTemplate(
                        neighbour.id(),
                        SignatureTemplate.of("t", "<p>{{displayName}}</p>", Optional.empty(), List.of()),
                        new Precondition.Any());
        stores.signatures()
                .putRules(
                        neighbour.id(),
                        SigningRules.of(List.of(SignatureRule.of("everybody", "Everybody", "t"))),
                        new Precondition.Any());
        stores.people()
                .put(
                        neighbour.id(),
                        new Person(MailAddress.of("anna@" + domain), Map.of("displayName", "Anna of " + domain)));
        return neighbour;
    }

    SigningJob send(Neighbour from) throws IOException {
        return send(
                from, TestStamp.MAIL.replace("contoso.example", from.domain()).getBytes(ISO_8859_1));
    }

    SigningJob send(Neighbour from, byte[] mail) throws IOException {
        Instant now = Instant.now();
        UUID id = SigningJob.newId(now);
        SigningJob job = new SigningJob(
                id,
                from.id(),
                SpoolName.of(from.id(), now, id),
                now,
                1,
                Envelope.of("anna@" + from.domain(), List.of("ben@fabrikam.example")));
        try (MailSpool.Incoming incoming = stores.spool().receive(job.spoolName())) {
            incoming.write(mail);
            incoming.commit(job);
        }
        stores.queue().send(job, Duration.ZERO);
        return job;
    }

    private void giveOut() {
        try {
            while (!stopped) {
                if (running.get() > NEW_BATCH) {
                    mayTakeBatch.acquire();
                    continue;
                }
                for (Delivery delivery : queues.receive(SigningQueue.NAME, BATCH, Duration.ofMinutes(10))) {
                    running.incrementAndGet();
                    calls.execute(() -> call(delivery));
                }
            }
        } catch (IOException | InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void call(Delivery delivery) {
        SigningJob job = SigningJob.parse(delivery.body());
        try {
            worker.work(job, delivery.dequeueCount() >= 5);
            queues.delete(delivery);
        } catch (IOException | RuntimeException again) {
            failures.incrementAndGet();
            release(delivery);
        } finally {
            running.decrementAndGet();
            mayTakeBatch.release();
        }
    }

    private void release(Delivery delivery) {
        try {
            queues.release(delivery, Duration.ofSeconds(1));
        } catch (IOException unavailable) {
            throw new IllegalStateException(unavailable);
        }
    }

    /** Waits until a server has taken so many mails. */
    static void awaitAccepted(ScriptedServer server, int count) throws InterruptedException {
        while (server.accepted().size() < count) {
            Thread.sleep(5);
        }
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        host.interrupt();
        calls.shutdown();
        worker.close();
        mailReturn.close();
    }
}
