package org.afterword.storage.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.fake.InMemoryDocuments;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;

class DocumentSignatureStoreTest {
    private static final Precondition ANY = new Precondition.Any();

    private final TenantId tenant = Samples.tenantId();
    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final InMemoryDocuments documents = new InMemoryDocuments();
    private final DocumentSignatureStore writer = new DocumentSignatureStore(documents, clock);
    private final DocumentSignatureStore reader = new DocumentSignatureStore(documents, clock);

    private static SignatureTemplate template(String id, String html) {
        return SignatureTemplate.of(id, html, Optional.empty(), List.of());
    }

    private String html(String id) throws IOException {
        return reader.catalog(tenant).template(id).orElseThrow().html();
    }

    @Test
    void readsTheTemplatesOnlyAfterAChange() throws IOException {
        writer.putTemplate(tenant, template("a", "1"), ANY);
        clock.advance(Duration.ofSeconds(61));
        SignatureCatalog held = reader.catalog(tenant);
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofHours(1));
            assertThat(reader.catalog(tenant)).isSameAs(held);
        }
        assertThat(documents.pages()).isEqualTo(1);
        writer.putTemplate(tenant, template("a", "2"), ANY);
        assertThat(html("a")).isEqualTo("2");
        assertThat(held.template("a").orElseThrow().html()).isEqualTo("1");
    }

    @Test
    void readsNothingForATenantThatHasNothing() throws IOException {
        assertThat(reader.catalog(tenant)).isSameAs(SignatureCatalog.EMPTY);
        assertThat(documents.pages()).isZero();
    }

    @Test
    void keepsTheTemplatesThatWereNotChanged() throws IOException {
        writer.putTemplate(tenant, template("a", "1"), ANY);
        writer.putTemplate(tenant, template("b", "1"), ANY);
        SignatureCatalog before = reader.catalog(tenant);
        writer.deleteTemplate(tenant, "a", ANY);
        SignatureCatalog after = reader.catalog(tenant);
        assertThat(after.templates()).containsOnlyKeys("b");
        assertThat(after.template("b").orElseThrow())
                .isSameAs(before.template("b").orElseThrow());
    }

    @Test
    void aChangeOfTheRulesShows() throws IOException {
        writer.putRules(tenant, SigningRules.NONE, ANY);
        clock.advance(Duration.ofMinutes(2));
        SignatureCatalog held = reader.catalog(tenant);
        writer.putRules(tenant, SigningRules.NONE.withKnownSignatures(List.of("Regards*")), ANY);
        assertThat(held.rules().knownSignatures()).isEmpty();
        assertThat(reader.catalog(tenant).rules().knownSignatures()).containsExactly("Regards*");
    }

    /** The reader comes between the announcement and the change, and the writer may even end there. */
    @Test
    void aChangeThatComesLateAfterItsAnnouncementIsNotMissed() throws IOException {
        writer.putTemplate(tenant, template("a", "1"), ANY);
        clock.advance(Duration.ofMinutes(2));
        SignatureCatalog held = reader.catalog(tenant);
        documents.failNextPut(tenant + ".templates", 1);
        assertThatThrownBy(() -> writer.putTemplate(tenant, template("a", "2"), ANY))
                .isInstanceOf(IOException.class);
        clock.advance(Duration.ofSeconds(10));
        assertThat(reader.catalog(tenant)).isSameAs(held);
        documents.put(tenant + ".templates", "a", template("a", "2"), ANY);
        clock.advance(Duration.ofSeconds(30));
        assertThat(html("a")).isEqualTo("2");
    }

    /** A reader that comes in a pause of more than a minute takes the old catalog for settled. */
    @Test
    void aChangeOfAWriterThatWasPausedShows() throws IOException {
        writer.putTemplate(tenant, template("a", "1"), ANY);
        List<String> seen = new ArrayList<>();
        documents.pauseNextPut(tenant + ".templates", () -> {
            clock.advance(Duration.ofSeconds(61));
            seen.add(unchecked());
        });
        writer.putTemplate(tenant, template("a", "2"), ANY);
        assertThat(seen).containsExactly("1");
        assertThat(html("a")).isEqualTo("2");
    }

    @Test
    void aChangeOfAWriterThatWasPausedAndEndedShowsInADay() throws IOException {
        writer.putTemplate(tenant, template("a", "1"), ANY);
        clock.advance(Duration.ofSeconds(61));
        SignatureCatalog held = reader.catalog(tenant);
        documents.put(tenant + ".templates", "a", template("a", "2"), ANY);
        clock.advance(Duration.ofHours(23));
        assertThat(reader.catalog(tenant)).isSameAs(held);
        clock.advance(Duration.ofHours(1));
        assertThat(html("a")).isEqualTo("2");
    }

    private String unchecked() {
        try {
            return html("a");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void changesNothingWithoutAnAnnouncement() {
        documents.failNextPut(tenant.toString(), 1);
        assertThatThrownBy(() -> writer.putTemplate(tenant, template("a", "1"), ANY))
                .isInstanceOf(IOException.class);
        assertThat(documents.pages()).isZero();
        assertThat(documents.read(tenant + ".templates", "a", SignatureTemplate.class))
                .isEmpty();
    }
}
