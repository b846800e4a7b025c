package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.TooLargeException;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.standin.AzureStandIns;
import org.junit.jupiter.api.Test;

/** On Azurite. */
class BlobDocumentsTest {
    private static final Precondition ANY = new Precondition.Any();
    private static final Precondition ABSENT = new Precondition.Absent();

    private final String partition = UUID.randomUUID().toString();
    private final BlobContainerClient container;
    private final BlobDocuments documents;

    /** A value. */
    record Note(String text) {}

    BlobDocumentsTest() throws IOException {
        container = container(AzureStores.WORKERS);
        documents = new BlobDocuments(container);
    }

    private static BlobContainerClient container(String name) throws IOException {
        return AzureClients.mail(AzureStandIns.shared().settings())
                .getServiceClient()
                .getBlobContainerClient(name);
    }

    @Test
    void changesOnlyWhatIsAsItWasRead() throws IOException {
        String first = documents.put(partition, "a", new Note("one"), ABSENT);
        assertThat(documents.read(partition, "a", Note.class)).contains(new Versioned<>(new Note("one"), first));
        assertThat(documents.page(partition, Optional.empty(), 10, Note.class).items())
                .containsExactly(new Versioned<>(new Note("one"), first));
        assertThatThrownBy(() -> documents.put(partition, "a", new Note("two"), ABSENT))
                .isInstanceOf(PreconditionFailedException.class);

        String second = documents.put(partition, "a", new Note("two"), new Precondition.Matches(first));
        assertThat(second).isNotEqualTo(first);
        Precondition stale = new Precondition.Matches(first);
        assertThatThrownBy(() -> documents.put(partition, "a", new Note("three"), stale))
                .isInstanceOf(PreconditionFailedException.class);
        assertThatThrownBy(() -> documents.delete(partition, "a", stale))
                .isInstanceOf(PreconditionFailedException.class);
        assertThatThrownBy(() -> documents.delete(partition, "a", ABSENT))
                .isInstanceOf(PreconditionFailedException.class);
        assertThat(documents.find(partition, "a", Note.class)).contains(new Note("two"));

        documents.delete(partition, "a", new Precondition.Matches(second));
        assertThat(documents.find(partition, "a", Note.class)).isEmpty();
        Precondition gone = new Precondition.Matches(second);
        assertThatThrownBy(() -> documents.put(partition, "a", new Note("three"), gone))
                .isInstanceOf(PreconditionFailedException.class);
        assertThatThrownBy(() -> documents.delete(partition, "a", gone))
                .isInstanceOf(PreconditionFailedException.class);
        documents.delete(partition, "a", ANY);
        documents.delete(partition, "a", ABSENT);
    }

    @Test
    void listsAPartitionInPages() throws IOException {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            documents.put(partition, name, new Note(name), ANY);
            documents.put(partition + "-other", name, new Note("other"), ANY);
        }
        List<String> listed = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<Versioned<Note>> page = documents.page(partition, next, 2, Note.class);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            page.items().forEach(item -> listed.add(item.value().text()));
            next = page.next();
        } while (next.isPresent());
        assertThat(listed).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    }

    @Test
    void leavesOutWhatCannotBeRead() throws IOException {
        documents.put(partition, "sound", new Note("sound"), ANY);
        documents.put(partition, "other", List.of(1, 2), ANY);
        container.getBlobClient(partition + "/foreign").upload(BinaryData.fromString("not ours"), true);
        container.getBlobClient(partition + "/sound2").upload(BinaryData.fromString(""), true);
        container.getBlobClient(partition + "/sound2").setMetadata(Map.of("value", "no base64!"));
        assertThat(documents.page(partition, Optional.empty(), 10, Note.class).items())
                .extracting(Versioned::value)
                .containsExactly(new Note("sound"));
        assertThatThrownBy(() -> documents.read(partition, "foreign", Note.class))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void takesWhatMetadataHoldAndNoMore() throws IOException {
        Note largest = new Note("x".repeat(6000 - "{\"text\":\"\"}".length()));
        documents.put(partition, "a", largest, ANY);
        assertThat(documents.find(partition, "a", Note.class)).contains(largest);
        assertThatThrownBy(() -> documents.put(partition, "a", new Note(largest.text() + "x"), ANY))
                .isInstanceOf(TooLargeException.class);
    }

    /** As it is where machines are upgraded before their stamp. */
    @Test
    void aContainerThatWasNeverMadeIsEmptyAndTakesNothing() throws IOException {
        BlobDocuments nowhere = new BlobDocuments(container("never-made"));
        assertThat(nowhere.page(partition, Optional.empty(), 10, Note.class).items())
                .isEmpty();
        assertThat(nowhere.read(partition, "a", Note.class)).isEmpty();
        assertThatThrownBy(() -> nowhere.put(partition, "a", new Note("a"), ANY))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(PreconditionFailedException.class);
    }
}
