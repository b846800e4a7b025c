package org.afterword.storage.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.fake.InMemoryDocuments;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.signature.PersonKey;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;

/** What becomes of aliases when a writer fails between two documents, or two write at once. */
class DocumentPersonStoreTest {
    private static final Precondition ANY = new Precondition.Any();
    private static final MailAddress ANNA = MailAddress.of("anna@contoso.example");
    private static final MailAddress BEN = MailAddress.of("ben@contoso.example");
    private static final MailAddress SALES = MailAddress.of("sales@contoso.example");

    private final TenantId tenant = Samples.tenantId();
    private final InMemoryDocuments documents = new InMemoryDocuments();
    private final DocumentPersonStore people = new DocumentPersonStore(documents);

    @Test
    void findsAPersonThoughTheAliasesCouldNotBeWritten() throws IOException {
        documents.failNextPut(tenant + ".aliases", 1);
        assertThatThrownBy(() -> people.put(tenant, person(ANNA, SALES), ANY)).isInstanceOf(IOException.class);

        assertThat(people.find(tenant, ANNA)).contains(person(ANNA, SALES));
        assertThat(people.find(tenant, SALES)).isEmpty();

        people.put(tenant, person(ANNA, SALES), ANY);
        assertThat(people.find(tenant, SALES)).contains(person(ANNA, SALES));
    }

    @Test
    void ignoresAnAliasThatItsPersonNoLongerHas() throws IOException {
        people.put(tenant, person(ANNA, SALES), ANY);
        documents.failNextPut(tenant + ".aliases", 1);
        assertThatThrownBy(() -> people.put(tenant, person(ANNA), ANY)).isInstanceOf(IOException.class);

        assertThat(people.find(tenant, SALES)).isEmpty();
        assertThat(people.find(tenant, ANNA)).contains(person(ANNA));
    }

    @Test
    void ignoresAnAliasOfADeletedPerson() throws IOException {
        people.put(tenant, person(ANNA, SALES), ANY);
        documents.failNextPut(tenant + ".aliases", 1);
        assertThatThrownBy(() -> people.delete(tenant, ANNA, ANY)).isInstanceOf(IOException.class);

        assertThat(people.find(tenant, SALES)).isEmpty();
        assertThat(people.find(tenant, ANNA)).isEmpty();
    }

    @Test
    void doesNotTakeAnAliasFromThePersonWhoHasItNow() throws IOException {
        people.put(tenant, person(ANNA, SALES), ANY);
        people.put(tenant, person(BEN, SALES), ANY);

        people.put(tenant, person(ANNA), ANY);
        assertThat(people.find(tenant, SALES)).contains(person(BEN, SALES));

        people.put(tenant, person(ANNA, SALES), ANY);
        people.delete(tenant, BEN, ANY);
        assertThat(people.find(tenant, SALES)).contains(person(ANNA, SALES));
    }

    @Test
    void changesNoAliasWhereThePreconditionFails() throws IOException {
        people.put(tenant, person(ANNA, SALES), ANY);

        assertThatThrownBy(() -> people.put(tenant, person(ANNA), new Precondition.Absent()))
                .isInstanceOf(IOException.class);

        assertThat(people.find(tenant, SALES)).contains(person(ANNA, SALES));
    }

    @Test
    void keepsNoAddressInTheNameOfADocument() throws IOException {
        people.put(tenant, person(ANNA, SALES), ANY);

        String key = PersonKey.of(MailAddress.of("ANNA@contoso.example"));
        assertThat(key).isEqualTo(PersonKey.of(ANNA)).matches("[0-9a-f]{64}").isNotEqualTo(PersonKey.of(BEN));
        assertThat(PersonKey.aliases(person(ANNA, SALES, BEN)))
                .containsExactlyInAnyOrder(PersonKey.of(SALES), PersonKey.of(BEN));
        assertThat(documents.read(tenant.toString(), key, Person.class)).isPresent();
    }

    private static Person person(MailAddress mail, MailAddress... aliases) {
        return new Person(
                mail,
                Arrays.stream(aliases).collect(Collectors.toSet()),
                Map.of("displayName", "A Person"),
                Set.of(),
                Optional.empty());
    }
}
