package org.afterword.storage.azure;

import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosContainer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Cosmos account of a stamp. To make its client is to read the account, which fails where the account is away. So it is
 * made when it is first needed, by one thread, for which calls wait 5 s at most; after a failure no new try begins for 5 s,
 * and calls fail at once. Safe for use by several threads.
 */
final class CosmosAccount implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration BACK_OFF = Duration.ofSeconds(5);

    private final Supplier<CosmosClient> maker;
    private final LongSupplier nanos;

    private @Nullable Making latest;
    private boolean closed;

    /** One try. */
    private static final class Making {
        final CompletableFuture<CosmosClient> client = new CompletableFuture<>();
        final long begunAt;
        volatile long failedAt;

        Making(long begunAt) {
            this.begunAt = begunAt;
        }
    }

    CosmosAccount(Supplier<CosmosClient> maker) {
        this(maker, System::nanoTime);
    }

    /** @param nanos a clock like {@link System#nanoTime} */
    CosmosAccount(Supplier<CosmosClient> maker, LongSupplier nanos) {
        this.maker = maker;
        this.nanos = nanos;
    }

    /** @throws IOException if the account does not answer, or did not a moment ago */
    CosmosContainer container(String name) throws IOException {
        return client().getDatabase(AzureStores.DATABASE).getContainer(name);
    }

    /** @throws IOException as {@link #container} */
    CosmosClient client() throws IOException {
        Making making = making();
        try {
            long waited = nanos.getAsLong() - making.begunAt;
            return making.client.get(Math.max(0, PATIENCE.toNanos() - waited), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException known
                    ? AzureCall.failure("open the Cosmos account", known)
                    : new IOException("the store did not open the Cosmos account", failed.getCause());
        } catch (TimeoutException silent) {
            throw new IOException("the store did not open the Cosmos account: it does not answer", silent);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while the Cosmos account was opened", stopped);
        }
    }

    private synchronized Making making() throws IOException {
        if (closed) {
            throw new IOException("the store has been closed");
        }
        Making making = latest;
        if (making == null
                || making.client.isCompletedExceptionally()
                        && nanos.getAsLong() - making.failedAt >= BACK_OFF.toNanos()) {
            making = new Making(nanos.getAsLong());
            latest = making;
            Making begun = making;
            Thread.ofPlatform().name("cosmos-open").daemon().start(() -> make(begun));
        }
        return making;
    }

    private void make(Making making) {
        try {
            CosmosClient client = maker.get();
            synchronized (this) {
                making.client.complete(client);
                if (closed) {
                    client.close();
                }
            }
        } catch (RuntimeException | Error failed) {
            making.failedAt = nanos.getAsLong();
            making.client.completeExceptionally(failed);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        Making making = latest;
        if (making != null && making.client.isDone() && !making.client.isCompletedExceptionally()) {
            making.client.join().close();
        }
    }
}
