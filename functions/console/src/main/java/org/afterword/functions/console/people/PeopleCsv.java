package org.afterword.functions.console.people;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.afterword.functions.console.http.ApiException;
import org.afterword.functions.console.http.Faults;

/**
 * People as a table (RFC 4180): a line of names, Entra's and own ones, and a line for each person. Commas, semicolons or
 * tabs may separate the cells, as the first line shows.
 */
final class PeopleCsv {
    private static final CsvMapper MAPPER = CsvMapper.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private PeopleCsv() {}

    /**
     * The lines as people, to be read by {@link DirectoryPerson}.
     *
     * @param most how many lines are taken
     * @throws ApiException 422 if the first line names no {@code mail} or something twice; 413 if there are too many lines
     */
    static List<ImportLine> read(String text, int most) throws ApiException {
        String table = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator(table));
        List<ImportLine> lines = new ArrayList<>();
        try (MappingIterator<String[]> rows =
                MAPPER.readerFor(String[].class).with(schema).readValues(table)) {
            int line = rows.getCurrentLocation().getLineNr();
            try {
                if (!rows.hasNextValue()) {
                    throw ApiException.badRequest("The body is empty; its first line must name the columns.");
                }
                List<String> names = names(rows.nextValue());
                while (true) {
                    line = rows.getCurrentLocation().getLineNr();
                    if (!rows.hasNextValue()) {
                        return lines;
                    }
                    if (lines.size() >= most) {
                        throw ApiException.tooManyLines(most);
                    }
                    lines.add(line(line, names, rows.nextValue()));
                }
            } catch (JsonProcessingException broken) {
                // A quotation mark that is not closed: what came before is good.
                lines.add(new ImportLine.Unreadable(
                        line, "From here on the table cannot be read: is a quotation mark not closed?"));
                return lines;
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("text in memory can be read", impossible);
        }
    }

    private static char separator(String table) {
        String first = table.lines().findFirst().orElse("");
        if (first.contains("\t")) {
            return '\t';
        }
        return first.contains(";") && !first.contains(",") ? ';' : ',';
    }

    private static List<String> names(String[] cells) throws ApiException {
        Faults faults = new Faults();
        Set<String> seen = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            String name = unguarded(cells[i]).strip();
            names.add(name);
            String column = "Column " + (i + 1);
            if (!PersonDocument.isAttribute(name)) {
                faults.add("", column + ": the name has letters, digits and _, and begins with a letter.");
            } else if (!seen.add(name)) {
                faults.add("/" + name, column + " has the name of an earlier one.");
            }
        }
        if (!seen.contains("mail")) {
            faults.add("/mail", "The first line must name a column mail.");
        }
        faults.refuse();
        return names;
    }

    private static ImportLine line(int line, List<String> names, String[] cells) {
        if (cells.length > names.size()) {
            return new ImportLine.Unreadable(line, "It has more cells than the first line has names.");
        }
        ObjectNode person = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < cells.length; i++) {
            String cell = unguarded(cells[i]);
            String name = names.get(i);
            if (cell.isBlank()) {
                continue;
            }
            if (DirectoryPerson.LISTS.contains(name)) {
                ArrayNode items = person.putArray(name);
                for (String item : cell.split(";")) {
                    if (!item.isBlank()) {
                        items.add(item.strip());
                    }
                }
            } else {
                person.put(name, cell);
            }
        }
        return new ImportLine.Read(line, person);
    }

    /**
     * A cell that a spreadsheet does not take for a formula: what begins like one gets an apostrophe (OWASP, "CSV
     * Injection"), and so does what begins with an apostrophe, so that {@link #unguarded} gives every value back.
     */
    static String guarded(String cell) {
        return needsGuard(cell) ? "'" + cell : cell;
    }

    /** The cell without the apostrophe that {@link #guarded} put there. */
    static String unguarded(String cell) {
        return cell.startsWith("'") && needsGuard(cell.substring(1)) ? cell.substring(1) : cell;
    }

    private static boolean needsGuard(String cell) {
        return !cell.isEmpty() && "=+-@\t\r\n'".indexOf(cell.charAt(0)) >= 0;
    }
}
