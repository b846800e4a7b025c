package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.afterword.simulator.smtp.SmtpConversation;
import org.afterword.storage.Stores;
import org.afterword.storage.fake.InMemoryStores;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.tenant.TenantStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class OwnFaultTest {
    @TempDir
    private Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = TestGateway.start(folder);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    static Stream<Named<Consumer<InMemoryStores>>> faults() {
        return Stream.of(
                Named.of(
                        "the tenants are unavailable",
                        stores -> stores.tenants().failNextFind(1)),
                Named.of("the spool is unavailable", stores -> stores.spool().failNextReceive(1)),
                Named.of("the spool is full", stores -> stores.spool().failNextWrite(1)),
                Named.of("the spool does not commit", stores -> stores.spool().failNextCommit(1)),
                Named.of("the queue is unavailable", stores -> stores.queue().failNextSend(1)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void asksTheClientToComeAgainAndKeepsNothing(Consumer<InMemoryStores> fault) throws IOException {
        fault.accept(gateway.stores);
        byte[] mail = mail("Hello\r\n");
        try (SmtpConversation smtp = gateway.inTransaction()) {
            assertThat(smtp.data(mail).lastLine()).startsWith("451 4.3.0 ");
            assertThat(gateway.isEmpty()).isTrue();

            TestGateway.begin(smtp);
            assertThat(smtp.data(mail).code()).isEqualTo(250);
        }
        assertThat(gateway.onlyMail()).isEqualTo(mail);
    }

    @Test
    void answersTheRefusedChunkAndGoesOnWithTheNextMail() throws IOException {
        gateway.stores.spool().failNextReceive(1);
        byte[] mail = mail("Hello\r\n");
        try (SmtpConversation smtp = gateway.inTransaction()) {
            assertThat(smtp.bdat(mail, false).lastLine()).startsWith("451 4.3.0 ");
            assertThat(smtp.bdat(mail, true).lastLine()).startsWith("503 5.5.1 ");
            TestGateway.begin(smtp);
            assertThat(smtp.bdat(mail, true).code()).isEqualTo(250);
        }
        assertThat(gateway.onlyMail()).isEqualTo(mail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TenantStore.findByRoutingCode",
                "MailSpool.receive",
                "Incoming.write",
                "Incoming.commit",
                "Incoming.close",
                "SigningQueue.send"
            })
    void answersAnErrorOfOurOwnLikeAnyOtherFault(String method) throws IOException {
        for (Error fault : new Error[] {new StackOverflowError(), new AssertionError(), new NoClassDefFoundError()}) {
            FaultyCall faulty = new FaultyCall(method, fault);
            try (TestGateway over = TestGateway.startOver(folder, faulty::around);
                    SmtpConversation smtp = over.inTransaction()) {
                smtp.send("DATA").expect("354 *");
                smtp.sendRaw(mail("MAIL FROM:<smuggled@contoso.example>\r\n")).sendRaw(".\r\nNOOP\r\n");
                smtp.expect(method.equals("Incoming.close") ? "250 2.0.0 *" : "451 4.3.0 *");
                smtp.expect("250 2.0.0 OK");
                TestGateway.begin(smtp);
                assertThat(smtp.data(mail("Hello\r\n")).code()).isEqualTo(250);
            }
        }
    }

    @Test
    void goesOnWatchingTheQueueAfterAnError() throws Exception {
        CountDownLatch looks = new CountDownLatch(2);
        FaultyCall faulty = new FaultyCall("SigningQueue.oldestAge", new StackOverflowError(), looks::countDown);
        try (TestGateway over = TestGateway.startOver(folder, faulty::around)) {
            looks.await();
            assertThat(over.jobs()).isEmpty();
        }
    }

    @Test
    void handsOnThatThereIsNoMemory() throws Exception {
        FaultyCall faulty = new FaultyCall("MailSpool.receive", new OutOfMemoryError("for a test"));
        try (RecordedLog log = new RecordedLog()) {
            try (TestGateway over = TestGateway.startOver(folder, faulty::around);
                    SmtpConversation smtp = over.inTransaction()) {
                smtp.send("DATA").expect("354 *");
                smtp.sendRaw(mail("Hello\r\n")).sendRaw(".\r\n");
                smtp.expect("421 *");
            }
            assertThat(log.records()).anyMatch(record -> record.startsWith("uncaught\njava.lang.OutOfMemoryError"));
        }
    }

    @Test
    void endsItsProcessWhenThereIsNoMemory() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ProcessWithoutMemory.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isEqualTo(3);
    }

    /** Makes one call of a port fail. */
    private static final class FaultyCall {
        private final String method;
        private final Error fault;
        private final Runnable met;
        private final AtomicBoolean spent = new AtomicBoolean();

        FaultyCall(String method, Error fault) {
            this(method, fault, () -> {});
        }

        /** @param met is told of each call */
        FaultyCall(String method, Error fault, Runnable met) {
            this.method = method;
            this.fault = fault;
            this.met = met;
        }

        Stores around(Stores stores) {
            return new Stores(
                    around(MailSpool.class, stores.spool()),
                    around(SigningQueue.class, stores.queue()),
                    around(TenantStore.class, stores.tenants()),
                    stores.signatures(),
                    stores.people(),
                    stores.traces(),
                    stores.closedRoutes(),
                    stores.workers());
        }

        private <T> T around(Class<T> port, T real) {
            return port.cast(Proxy.newProxyInstance(
                    port.getClassLoader(), new Class<?>[] {port}, (proxy, called, arguments) -> {
                        meet(port.getSimpleName() + "." + called.getName());
                        try {
                            Object result = called.invoke(real, arguments);
                            return result instanceof MailSpool.Incoming incoming
                                    ? new FaultyIncoming(incoming)
                                    : result;
                        } catch (InvocationTargetException thrown) {
                            throw thrown.getCause();
                        }
                    }));
        }

        private void meet(String called) {
            if (method.equals(called)) {
                met.run();
                if (spent.compareAndSet(false, true)) {
                    throw fault;
                }
            }
        }

        private final class FaultyIncoming extends MailSpool.Incoming {
            private final MailSpool.Incoming real;

            FaultyIncoming(MailSpool.Incoming real) {
                this.real = real;
            }

            @Override
            public void write(int octet) throws IOException {
                real.write(octet);
            }

            @Override
            public void write(byte[] block, int offset, int length) throws IOException {
                meet("Incoming.write");
                real.write(block, offset, length);
            }

            @Override
            public void commit(SigningJob job) throws IOException {
                meet("Incoming.commit");
                real.commit(job);
            }

            @Override
            public void close() throws IOException {
                meet("Incoming.close");
                real.close();
            }
        }
    }
}
