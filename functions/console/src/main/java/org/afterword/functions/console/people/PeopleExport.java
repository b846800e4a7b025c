package org.afterword.functions.console.people;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;

/** People as a table that {@link PeopleCsv} reads: RFC 4180, guarded against spreadsheets that run formulas. */
final class PeopleExport {
    private static final CsvMapper MAPPER = new CsvMapper();

    private PeopleExport() {}

    /** The table; each attribute that somebody has is a column. Photos are left out. */
    static String csv(List<Person> people) {
        Set<String> attributes = new TreeSet<>();
        people.forEach(person -> attributes.addAll(person.attributes().keySet()));
        attributes.removeIf(name -> name.equals("mail") || DirectoryPerson.isFurtherPhone(name));
        Set<String> columns = new LinkedHashSet<>(List.of("mail"));
        columns.addAll(attributes);
        columns.addAll(List.of("proxyAddresses", "groups"));
        CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true).setLineSeparator("\r\n");
        columns.forEach(schema::addColumn);
        List<List<String>> rows = new ArrayList<>();
        for (Person person : people) {
            rows.add(columns.stream()
                    .map(column -> PeopleCsv.guarded(cell(person, column)))
                    .toList());
        }
        try {
            return MAPPER.writer(schema.build()).writeValueAsString(rows);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts can be written as CSV", impossible);
        }
    }

    private static String cell(Person person, String column) {
        return switch (column) {
            case "mail" -> person.mail().address();
            case "proxyAddresses" ->
                person.aliases().stream().map(MailAddress::address).sorted().collect(Collectors.joining(";"));
            case "groups" -> person.groups().stream().sorted().collect(Collectors.joining(";"));
            case "businessPhones" -> String.join(";", DirectoryPerson.phones(person));
            default -> person.attributes().getOrDefault(column, "");
        };
    }
}
