package org.afterword.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.PersonStore;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;

/** What the store of people promises. */
interface PeopleContract extends StoresContract {
    MailAddress ANNA = MailAddress.of("anna@contoso.example");
    MailAddress BEN = MailAddress.of("ben@contoso.example");
    MailAddress SALES = MailAddress.of("Sales@contoso.example");
    MailAddress SHOP = MailAddress.of("shop@contoso.example");

    private static Person person(MailAddress mail, MailAddress... aliases) {
        return new Person(mail, Set.of(aliases), Map.of("displayName", mail.address()), Set.of(), Optional.empty());
    }

    @Test
    default void findsAPersonInAnyCaseOfTheAddress() throws IOException {
        TenantId tenant = Samples.tenantId();
        Person person = new Person(
                MailAddress.of("Irina.Iv\u00e1n@contoso.example"),
                Map.of("displayName", "Irina Iv\u00e1n", "jobTitle", "CIO"));
        stores().people().put(tenant, person);
        assertThat(stores().people().find(tenant, MailAddress.of("irina.iv\u00e1n@CONTOSO.example")))
                .contains(person);
        assertThat(stores().people().find(tenant, MailAddress.of("IRINA.IV\u00c1N@contoso.example")))
                .contains(person);
        assertThat(stores().people().find(Samples.tenantId(), person.mail())).isEmpty();
        assertThat(stores().people().find(tenant, BEN)).isEmpty();
    }

    @Test
    default void keepsAllThatIsKnownOfAPerson() throws IOException {
        TenantId tenant = Samples.tenantId();
        Person person = new Person(
                ANNA,
                Set.of(SALES),
                Map.of("displayName", "Anna \u0130", "extensionAttribute15", "x"),
                Set.of("Verkauf"),
                Optional.of(Picture.of("photo", "image/jpeg", Samples.bytes(50_000))));
        String etag = stores().people().put(tenant, person, new Precondition.Any());
        assertThat(stores().people().read(tenant, ANNA)).contains(new Versioned<>(person, etag));
        assertThat(stores().people().find(tenant, ANNA)).contains(person);
    }

    @Test
    default void keepsAddressesThatNoFileOrDocumentNameCouldHold() throws IOException {
        TenantId tenant = Samples.tenantId();
        for (String address : List.of("a/../b@contoso.example", "a\\b#?%@contoso.example", "a..b@contoso.example")) {
            Person person = new Person(MailAddress.of(address), Map.of("displayName", address));
            stores().people().put(tenant, person);
            assertThat(stores().people().find(tenant, person.mail())).contains(person);
        }
    }

    @Test
    default void replacesAPerson() throws IOException {
        TenantId tenant = Samples.tenantId();
        stores().people().put(tenant, new Person(ANNA, Map.of("displayName", "Anna", "mobilePhone", "1")));
        stores().people().put(tenant, new Person(ANNA, Map.of("displayName", "Anna B")));
        assertThat(stores().people().find(tenant, ANNA)).contains(new Person(ANNA, Map.of("displayName", "Anna B")));
    }

    @Test
    default void findsAPersonByAliasInAnyCase() throws IOException {
        TenantId tenant = Samples.tenantId();
        assertThat(stores().people().find(tenant, SHOP)).isEmpty();
        stores().people().put(tenant, person(ANNA, SALES, SHOP));
        assertThat(stores().people().find(tenant, MailAddress.of("sales@Contoso.example")))
                .contains(person(ANNA, SALES, SHOP));
        assertThat(stores().people().find(tenant, SHOP)).contains(person(ANNA, SALES, SHOP));
        assertThat(stores().people().read(tenant, SHOP)).isEmpty();
        assertThat(stores().people().find(Samples.tenantId(), SHOP)).isEmpty();
    }

    @Test
    default void anAliasThatWasRemovedLeadsNowhere() throws IOException {
        TenantId tenant = Samples.tenantId();
        stores().people().put(tenant, person(ANNA, SALES, SHOP));
        assertThat(stores().people().find(tenant, SALES)).isPresent();
        stores().people().put(tenant, person(ANNA, SHOP));
        assertThat(stores().people().find(tenant, SALES)).isEmpty();
        assertThat(stores().people().find(tenant, SHOP)).contains(person(ANNA, SHOP));
        stores().people().delete(tenant, ANNA, new Precondition.Any());
        assertThat(stores().people().find(tenant, SHOP)).isEmpty();
        assertThat(stores().people().find(tenant, ANNA)).isEmpty();
    }

    @Test
    default void anAliasCanMoveInEitherOrder() throws IOException {
        TenantId tenant = Samples.tenantId();
        PersonStore people = stores().people();
        people.put(tenant, person(ANNA, SALES));
        people.put(tenant, person(BEN, SALES));
        assertThat(people.find(tenant, SALES)).contains(person(BEN, SALES));
        people.put(tenant, person(ANNA));
        assertThat(people.find(tenant, SALES)).contains(person(BEN, SALES));
        people.put(tenant, person(BEN));
        people.put(tenant, person(ANNA, SALES));
        assertThat(people.find(tenant, SALES)).contains(person(ANNA, SALES));
    }

    @Test
    default void aPrimaryAddressGoesBeforeAnAlias() throws IOException {
        TenantId tenant = Samples.tenantId();
        stores().people().put(tenant, person(SALES));
        stores().people().put(tenant, person(ANNA, SALES));
        assertThat(stores().people().find(tenant, SALES)).contains(person(SALES));
    }

    @Test
    default void changesAPersonOnlyInTheVersionThatWasRead() throws IOException {
        TenantId tenant = Samples.tenantId();
        PersonStore people = stores().people();
        String first = people.put(tenant, person(ANNA, SALES), new Precondition.Absent());
        String second = people.put(tenant, person(ANNA, SHOP), new Precondition.Matches(first));
        for (Precondition fails : List.of(new Precondition.Absent(), new Precondition.Matches(first))) {
            assertThatThrownBy(() -> people.put(tenant, person(ANNA), fails))
                    .isInstanceOf(PreconditionFailedException.class);
            assertThatThrownBy(() -> people.delete(tenant, ANNA, fails))
                    .isInstanceOf(PreconditionFailedException.class);
        }
        assertThat(people.read(tenant, ANNA)).contains(new Versioned<>(person(ANNA, SHOP), second));
        assertThat(people.find(tenant, SHOP)).contains(person(ANNA, SHOP));
        people.delete(tenant, ANNA, new Precondition.Matches(second));
        assertThat(people.read(tenant, ANNA)).isEmpty();
        people.delete(tenant, ANNA, new Precondition.Any());
        people.delete(tenant, ANNA, new Precondition.Absent());
        assertThatThrownBy(() -> people.delete(tenant, ANNA, new Precondition.Matches(second)))
                .isInstanceOf(PreconditionFailedException.class);
    }

    @Test
    default void oneOfSeveralWritersOfAPersonWins() throws Exception {
        TenantId tenant = Samples.tenantId();
        PersonStore people = stores().people();
        Precondition read = new Precondition.Matches(people.put(tenant, person(ANNA), new Precondition.Any()));
        assertThat(StoresContract.race(() -> people.put(
                        tenant,
                        person(ANNA, MailAddress.of(Thread.currentThread().threadId() + "@contoso.example")),
                        read)))
                .isEqualTo(1);
    }

    @Test
    default void listsPeopleInPages() throws IOException {
        TenantId tenant = Samples.tenantId();
        Set<Person> people = Stream.of("a", "b", "c", "d", "e")
                .map(name -> person(
                        MailAddress.of(name + "@contoso.example"), MailAddress.of(name + ".alias@contoso.example")))
                .collect(Collectors.toSet());
        for (Person person : people) {
            stores().people().put(tenant, person);
        }
        stores().people().put(Samples.tenantId(), person(ANNA));
        List<Versioned<Person>> listed = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<Versioned<Person>> page = stores().people().list(tenant, next, 2);
            listed.addAll(page.items());
            sizes.add(page.items().size());
            next = page.next();
            next.ifPresent(place -> assertThat(place).matches("[!#-~]+"));
        } while (next.isPresent());
        assertThat(listed).extracting(Versioned::value).containsExactlyInAnyOrderElementsOf(people);
        assertThat(sizes).startsWith(2, 2, 1);
        for (Versioned<Person> person : listed) {
            assertThat(stores().people().read(tenant, person.value().mail())).contains(person);
        }
        assertThat(stores().people()
                        .list(Samples.tenantId(), Optional.empty(), 2)
                        .items())
                .isEmpty();
    }

    @Test
    default void refusesAPlaceInTheListThatItDidNotGive() throws IOException {
        TenantId tenant = Samples.tenantId();
        stores().people().put(tenant, person(ANNA));
        assertThatThrownBy(() -> stores().people().list(tenant, Optional.of("../x \u0130"), 2))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
