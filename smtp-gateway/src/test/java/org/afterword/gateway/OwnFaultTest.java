package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.afterword.simulator.smtp.SmtpConversation;
import org.afterword.storage.fake.InMemoryStores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
}
