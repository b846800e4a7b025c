package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.afterword.engine.message.RawMessage;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.mail.DiskRoom;
import org.afterword.storage.mail.MailSpool.NoDiskRoomException;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.standin.AzureStandIns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On Azurite. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BlobContentTest {
    private static final int HEAP = 1024 * 1024;
    private static final long MANY = 1L << 30;

    private final SpoolName name = Samples.job(Instant.now()).spoolName();

    @TempDir
    private Path folder;

    private BlobClient blob;

    @BeforeEach
    void open() throws IOException {
        blob = AzureClients.mail(AzureStandIns.shared().settings()).getBlobClient(name.toString());
    }

    private BlobContent begin(long room) throws IOException {
        return BlobContent.begin(blob, new SpoolFiles(folder, new DiskRoom(room), Files::newOutputStream), name);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> path.toString().endsWith(".eml")).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "1048575, false", "1048576, false", "1048577, true", "3000000, true"})
    void keepsAMailOfMoreThanOneMebibyteInAFile(int size, boolean inFile) throws IOException {
        byte[] mail = Samples.bytes(size);
        blob.upload(BinaryData.fromBytes(mail), true);
        blob.setMetadata(Map.of("job", "x"));

        try (BlobContent content = begin(MANY)) {
            assertThat(files()).as("nothing before it is asked for").isEmpty();
            RawMessage message = content.message(BlobContent.REST);
            assertThat(message.bytes(0, message.size())).isEqualTo(mail);
            assertThat(content.message(BlobContent.REST)).as("read once").isSameAs(message);
            assertThat(content.metadata()).containsEntry("job", "x");
            assertThat(files()).hasSize(inFile ? 1 : 0);
        }
    }

    @Test
    void deletesTheFileWhenItIsClosed() throws IOException {
        blob.upload(BinaryData.fromBytes(Samples.bytes(HEAP + 1)), true);
        BlobContent content = begin(MANY);
        content.message(BlobContent.REST);
        assertThat(files()).singleElement().satisfies(file -> assertThat(file).hasSize(HEAP + 1));

        content.close();

        assertThat(files()).isEmpty();
        content.close();
    }

    @Test
    void isNotThereBeforeItIsCommitted() {
        assertThatThrownBy(() -> begin(MANY)).isInstanceOf(NoSuchFileException.class);

        blob.getBlockBlobClient().stageBlock("MDAwMDAwMDA=", new ByteArrayInputStream(new byte[10]), 10);

        assertThatThrownBy(() -> begin(MANY)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aReadEndsWhenItsTimeIsOver() throws IOException {
        blob.upload(BinaryData.fromBytes(Samples.bytes(3_000_000)), true);
        try (BlobContent content = begin(MANY)) {
            assertThatThrownBy(() -> content.message(Duration.ofNanos(1))).hasMessageContaining("too slowly");
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void aMailWaitsForRoomOnTheDisk() throws IOException {
        blob.upload(BinaryData.fromBytes(Samples.bytes(3_000_000)), true);
        SpoolFiles files = new SpoolFiles(folder, new DiskRoom(4_000_000), Files::newOutputStream);
        BlobContent first = BlobContent.begin(blob, files, name);
        first.message(BlobContent.REST);
        try (BlobContent second = BlobContent.begin(blob, files, name)) {
            assertThatThrownBy(() -> second.message(BlobContent.REST))
                    .isInstanceOfSatisfying(
                            NoDiskRoomException.class,
                            no -> assertThat(no.diskFull()).isFalse());
            first.close();
            assertThat(second.message(BlobContent.REST).size()).isEqualTo(3_000_000);
        }
    }

    /** By a device of Linux that is always full. */
    @Test
    void saysThatTheDiskIsFullAndKeepsNoRoom() throws IOException {
        blob.upload(BinaryData.fromBytes(Samples.bytes(3_000_000)), true);
        DiskRoom room = new DiskRoom(3_000_000);
        SpoolFiles full = new SpoolFiles(folder, room, file -> Files.newOutputStream(Path.of("/dev/full")));
        try (BlobContent content = BlobContent.begin(blob, full, name)) {
            assertThatThrownBy(() -> content.message(BlobContent.REST))
                    .isInstanceOfSatisfying(
                            NoDiskRoomException.class,
                            no -> assertThat(no.diskFull()).isTrue());
        }
        assertThat(files()).isEmpty();
        assertThat(room.take(name, 3_000_000)).isPresent();
    }
}
