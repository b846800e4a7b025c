package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.HttpClientOptions;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.mail.DiskRoom;
import org.afterword.storage.mail.SpoolName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store that gives the beginning of a mail, and of the rest a part and then nothing more. */
@Timeout(60)
class StalledReadTest {
    private static final int SIZE = 3_000_000;
    private static final int PART = 1_000;
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir
    private Path folder;

    private HttpServer store;

    @BeforeEach
    void start() throws IOException {
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.setExecutor(threads);
        store.createContext("/", this::give);
        store.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        store.stop(0);
        threads.shutdownNow();
    }

    private void give(HttpExchange exchange) throws IOException {
        String asked = exchange.getRequestHeaders().getFirst("x-ms-range");
        ranges.add(asked);
        Matcher range = RANGE.matcher(asked);
        if (!range.matches()) {
            throw new IOException("no range");
        }
        int from = Integer.parseInt(range.group(1));
        int to = range.group(2).isEmpty() ? SIZE - 1 : Integer.parseInt(range.group(2));
        exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-" + to + "/" + SIZE);
        exchange.getResponseHeaders().add("ETag", "\"0x1\"");
        exchange.getResponseHeaders().add("x-ms-blob-type", "BlockBlob");
        exchange.sendResponseHeaders(206, to + 1L - from);
        if (from == 0) {
            exchange.getResponseBody().write(new byte[to + 1]);
            exchange.close();
            return;
        }
        exchange.getResponseBody().write(new byte[PART]);
        exchange.getResponseBody().flush();
        try {
            end.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aReadThatStallsIsGoneOnWithAFewTimesAndEnds() throws IOException {
        SpoolName name = Samples.job(Instant.now()).spoolName();
        BlobClient blob = new BlobServiceClientBuilder()
                .connectionString(
                        "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:"
                                + store.getAddress().getPort() + "/a")
                .retryOptions(new RequestRetryOptions(RetryPolicyType.FIXED, 1, 2, null, null, null))
                .clientOptions(new HttpClientOptions().setReadTimeout(Duration.ofSeconds(2)))
                .buildClient()
                .getBlobContainerClient("mail")
                .getBlobClient(name.toString());
        SpoolFiles files = new SpoolFiles(folder, new DiskRoom(SIZE), Files::newOutputStream);

        try (BlobContent content = BlobContent.begin(blob, files, name)) {
            assertThatThrownBy(() -> content.message(BlobContent.REST)).isInstanceOf(IOException.class);
        }

        assertThat(ranges)
                .containsExactly("bytes=0-1048575", "bytes=1048576-", "bytes=1049576-2999999", "bytes=1050576-2999999");
    }
}
