package io.nettychat.launcher;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Whole numbers within bounds. */
final class Numbers {
    private Numbers() {}

    static int parse(String value, int most) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, together with numbers that are out of bounds.
        }
        throw new TypeConversionException("'" + value + "' is not a whole number from 0 to " + most);
    }

    /** A TCP port, 0 included. */
    static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return parse(value, 65_535);
        }
    }

    /** How many of something; 0 included. */
    static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return parse(value, Integer.MAX_VALUE);
        }
    }
}
