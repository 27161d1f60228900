package io.nettychat.launcher;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write them: a whole number and a unit, or 0. */
final class Durations implements ITypeConverter<Duration> {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Override
    public Duration convert(String value) {
        return parse(value);
    }

    static Duration parse(String value) {
        String text = value.strip();
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > 15) {
            throw refused(value);
        }
        long amount = Long.parseLong(text, 0, digits, 10);
        ChronoUnit unit = switch (text.substring(digits)) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            case "d" -> ChronoUnit.DAYS;
            // A bare number would leave the reader to guess the unit; zero is the same in all of them.
            case "" -> {
                if (amount != 0) {
                    throw refused(value);
                }
                yield ChronoUnit.SECONDS;
            }
            default -> throw refused(value);
        };
        try {
            Duration duration = Duration.of(amount, unit);
            if (duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (ArithmeticException e) {
            // Longer than a Duration can be, so longer than the longest.
        }
        throw new TypeConversionException("'" + value + "' is longer than " + LONGEST.toDays() + "d");
    }

    private static TypeConversionException refused(String value) {
        return new TypeConversionException("'" + value
                + "' is not a duration: give a whole number and a unit, such as 500ms, 30s, 5m, 24h, 7d, or 0");
    }

    /** A duration that is longer than nothing. */
    static final class Positive implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            Duration duration = parse(value);
            if (duration.isZero()) {
                throw new TypeConversionException("'" + value + "' must be longer than 0");
            }
            return duration;
        }
    }
}
