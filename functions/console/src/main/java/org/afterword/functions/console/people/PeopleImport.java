package org.afterword.functions.console.people;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.functions.console.http.Faults;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.PersonStore;
import org.afterword.storage.tenant.TenantId;

/**
 * Takes people in, each by itself: what is wrong with one does not keep the others out. Who is not in the import stays
 * as they are.
 */
final class PeopleImport {
    private enum Outcome {
        CREATED,
        CHANGED,
        UNCHANGED,
        REFUSED
    }

    private static final char REPLACEMENT = '\ufffd';

    private final PersonStore store;

    PeopleImport(PersonStore store) {
        this.store = store;
    }

    /**
     * Imports the lines.
     *
     * @return how many met which end, and each line's, without a value of theirs
     * @throws IOException if the store does not answer for the first of them; later it is that line's end
     */
    ObjectNode run(TenantId tenant, List<ImportLine> lines) throws IOException {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        Map<String, Integer> owners = new HashMap<>();
        ArrayNode report = JsonNodeFactory.instance.arrayNode();
        for (ImportLine line : lines) {
            Faults faults = new Faults();
            Outcome outcome = take(tenant, line, owners, faults, report.isEmpty());
            counts.merge(outcome, 1, Integer::sum);
            ObjectNode entry = report.addObject().put("line", line.line()).put("outcome", word(outcome));
            if (!faults.none()) {
                ArrayNode errors = entry.putArray("errors");
                faults.all()
                        .forEach(fault -> errors.addObject()
                                .put("pointer", fault.pointer())
                                .put("detail", fault.detail()));
            }
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        for (Outcome outcome : Outcome.values()) {
            answer.put(word(outcome), counts.getOrDefault(outcome, 0));
        }
        answer.set("lines", report);
        return answer;
    }

    private Outcome take(TenantId tenant, ImportLine line, Map<String, Integer> owners, Faults faults, boolean first)
            throws IOException {
        Optional<Person> person = switch (line) {
            case ImportLine.Unreadable unreadable -> {
                faults.add("", unreadable.why());
                yield Optional.empty();
            }
            case ImportLine.Read read -> checked(read, owners, faults);
        };
        if (person.isEmpty()) {
            return Outcome.REFUSED;
        }
        try {
            return aliasesAreFree(tenant, person.get(), faults) ? put(tenant, person.get()) : Outcome.REFUSED;
        } catch (PreconditionFailedException race) {
            faults.add("", "This person was changed by somebody else at the same time. Import the line again.");
        } catch (IOException unavailable) {
            if (first) {
                throw unavailable;
            }
            faults.add("", "The store did not answer. Import the line again.");
        }
        return Outcome.REFUSED;
    }

    private static Optional<Person> checked(ImportLine.Read line, Map<String, Integer> owners, Faults faults) {
        if (line.person().toString().indexOf(REPLACEMENT) >= 0) {
            faults.add("", "It holds characters that could not be read: save the file in UTF-8.");
            return Optional.empty();
        }
        Optional<Person> person = DirectoryPerson.read(line.person(), "", faults);
        if (person.isEmpty()) {
            return person;
        }
        Integer earlier = owners.putIfAbsent(key(person.get().mail()), line.line());
        if (earlier != null) {
            faults.add("/mail", "Line " + earlier + " has this address.");
            return Optional.empty();
        }
        for (MailAddress alias : person.get().aliases()) {
            Integer owner = owners.putIfAbsent(key(alias), line.line());
            if (owner != null && owner != line.line()) {
                faults.add("/proxyAddresses", "Line " + owner + " has one of these addresses.");
            }
        }
        return faults.none() ? person : Optional.empty();
    }

    /** An alias that leads to somebody else would let that person's mail bear this one's signature. */
    private boolean aliasesAreFree(TenantId tenant, Person person, Faults faults) throws IOException {
        for (MailAddress alias : person.aliases()) {
            Optional<Person> owner = store.find(tenant, alias);
            if (owner.isPresent() && !key(owner.get().mail()).equals(key(person.mail()))) {
                faults.add("/proxyAddresses", "Somebody else has one of these addresses.");
                return false;
            }
        }
        return true;
    }

    private Outcome put(TenantId tenant, Person person) throws IOException {
        Optional<Versioned<Person>> there = store.read(tenant, person.mail());
        if (there.isEmpty()) {
            store.put(tenant, person, new Precondition.Absent());
            return Outcome.CREATED;
        }
        // A table has no photos; who had one keeps it.
        Person whole = person.photo().isPresent()
                ? person
                : new Person(
                        person.mail(),
                        person.aliases(),
                        person.attributes(),
                        person.groups(),
                        there.get().value().photo());
        if (whole.equals(there.get().value())) {
            return Outcome.UNCHANGED;
        }
        store.put(tenant, whole, new Precondition.Matches(there.get().etag()));
        return Outcome.CHANGED;
    }

    private static String key(MailAddress address) {
        return address.address().toLowerCase(Locale.ROOT);
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
