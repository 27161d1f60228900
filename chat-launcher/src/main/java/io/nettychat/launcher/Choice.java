package io.nettychat.launcher;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** One word out of a few; upper and lower case are the same. */
abstract class Choice implements ITypeConverter<String> {
    private final List<String> words;

    private Choice(String... words) {
        this.words = List.of(words);
    }

    @Override
    public String convert(String value) {
        String word = value.strip().toLowerCase(Locale.ROOT);
        if (!words.contains(word)) {
            throw new TypeConversionException("'" + value + "' is not one of " + String.join(", ", words));
        }
        return word;
    }

    /** What carries the bytes. */
    static final class OfTransport extends Choice {
        OfTransport() {
            super("auto", "epoll", "kqueue", "io_uring", "nio");
        }
    }

    /** What an acknowledged message outlives. */
    static final class OfDurability extends Choice {
        OfDurability() {
            super("fsync", "process", "async");
        }
    }

    /** How a log line looks. */
    static final class OfLogFormat extends Choice {
        OfLogFormat() {
            super("text", "json");
        }
    }

    /** From which level on lines are logged. */
    static final class OfLogLevel extends Choice {
        OfLogLevel() {
            super("off", "error", "warn", "info", "debug", "trace");
        }
    }
}
