package org.afterword.engine.place.lines;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the tables of phrases: a line has columns divided by {@code |}, a column has phrases divided by commas; a comma after a backslash is one. */
public final class Phrases {
    private Phrases() {}

    /** One row: what it is for, and its columns, in lower case. */
    public record Row(String name, List<List<String>> columns) {
        public Row {
            columns = List.copyOf(columns);
        }
    }

    /** @param owner the class beside which the table stands */
    public static List<Row> read(Class<?> owner, String resource) {
        List<Row> rows = new ArrayList<>();
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the engine's jar");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    rows.add(row(line));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return rows;
    }

    private static Row row(String line) {
        List<List<String>> columns = new ArrayList<>();
        String[] cells = line.split("\\|", -1);
        for (int i = 1; i < cells.length; i++) {
            columns.add(Arrays.stream(cells[i].split("(?<!\\\\),", -1))
                    .map(phrase -> Characters.lower(Characters.collapse(phrase.replace("\\,", ","))))
                    .filter(phrase -> !phrase.isEmpty())
                    .toList());
        }
        return new Row(cells[0].strip(), columns);
    }
}
