package org.afterword.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An option's value that is a whole number within bounds. */
public abstract class WholeNumber implements ITypeConverter<Integer> {
    private final int min;
    private final int max;

    /** @param max the largest that is allowed */
    protected WholeNumber(int min, int max) {
        this.min = min;
        this.max = max;
    }

    /** A TCP port; 0 stands for any free one. */
    public static final class Port extends WholeNumber {
        public Port() {
            super(0, 65535);
        }
    }

    /** A count or a seed. */
    public static final class Count extends WholeNumber {
        public Count() {
            super(0, Integer.MAX_VALUE);
        }
    }

    @Override
    public final Integer convert(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below, with the range.
        }
        throw new TypeConversionException("it must be a whole number from " + min + " to " + max);
    }
}
