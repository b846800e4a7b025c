package org.afterword.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The options of one command, {@code --name value} or {@code --name=value}; flags have no value, and a list option takes
 * all values up to the next option.
 */
public final class Options {
    private final Map<String, List<String>> values;

    private Options(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Reads the words after the command.
     *
     * @param single options with one value
     * @param lists options with one or more values
     * @param flags options without a value
     */
    public static Options parse(List<String> words, Set<String> single, Set<String> lists, Set<String> flags)
            throws UsageException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        int i = 0;
        while (i < words.size()) {
            String word = words.get(i++);
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = equals < 0 ? word : word.substring(0, equals);
            List<String> found = new ArrayList<>();
            if (equals >= 0) {
                found.add(word.substring(equals + 1));
            }
            if (lists.contains(name)) {
                while (i < words.size() && !words.get(i).startsWith("--")) {
                    found.add(words.get(i++));
                }
            } else if (single.contains(name)) {
                if (equals < 0 && i < words.size() && !words.get(i).startsWith("--")) {
                    found.add(words.get(i++));
                }
            } else if (!flags.contains(name) || equals >= 0) {
                throw new UsageException(
                        name.startsWith("-") ? "unknown option: " + word : "unexpected argument: " + word);
            }
            if (found.isEmpty() && !flags.contains(name)) {
                throw new UsageException("option " + name + " needs a value");
            }
            if (values.containsKey(name) && !lists.contains(name)) {
                throw new UsageException("option " + name + " is given twice");
            }
            values.computeIfAbsent(name, key -> new ArrayList<>()).addAll(found);
        }
        return new Options(values);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name)).map(List::getFirst);
    }

    /** The value of an option that must be given. */
    public String required(String name) throws UsageException {
        return value(name).orElseThrow(() -> new UsageException("option " + name + " is missing"));
    }

    /** All values of a list option, empty if it is not given. */
    public List<String> list(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /** A whole number, {@code whenAbsent} if the option is not given. */
    public int number(String name, int whenAbsent, int min, int max) throws UsageException {
        Optional<String> text = value(name);
        if (text.isEmpty()) {
            return whenAbsent;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below, with the range.
        }
        throw new UsageException("option " + name + " must be a whole number from " + min + " to " + max);
    }
}
