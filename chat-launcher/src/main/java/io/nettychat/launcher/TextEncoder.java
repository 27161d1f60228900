package io.nettychat.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.slf4j.event.KeyValuePair;

/**
 * One event, one line: time in UTC, level, logger, message, key=value. Whatever a user may have a hand in is escaped, so
 * that nobody can forge a line or steer the terminal; only the lines of a stack trace, indented, follow their event.
 */
final class TextEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        appendTime(line, event.getTimeStamp());
        String level = event.getLevel().toString();
        line.append(' ').append(level).append(" ".repeat(Math.max(1, 6 - level.length())));
        String logger = event.getLoggerName();
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
        line.append(Printable.escape(String.valueOf(event.getFormattedMessage())));
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                line.append(' ').append(Printable.escape(pair.key)).append('=').append(value(pair.value));
            }
        }
        line.append('\n');
        IThrowableProxy thrown = event.getThrowableProxy();
        for (String role = ""; thrown != null; role = "caused by ") {
            appendThrown(line, role, thrown);
            thrown = thrown.getCause();
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void appendTime(StringBuilder line, long epochMillis) {
        int millis = (int) Math.floorMod(epochMillis, 1000L);
        LocalDateTime time =
                LocalDateTime.ofEpochSecond(Math.floorDiv(epochMillis, 1000L), millis * 1_000_000, ZoneOffset.UTC);
        line.append(time.getYear());
        pad(line.append('-'), time.getMonthValue(), 2);
        pad(line.append('-'), time.getDayOfMonth(), 2);
        pad(line.append('T'), time.getHour(), 2);
        pad(line.append(':'), time.getMinute(), 2);
        pad(line.append(':'), time.getSecond(), 2);
        pad(line.append('.'), millis, 3);
        line.append('Z');
    }

    private static void pad(StringBuilder line, int number, int width) {
        String digits = Integer.toString(number);
        line.append("0".repeat(width - digits.length())).append(digits);
    }

    private static String value(Object value) {
        String text = Printable.escape(String.valueOf(value));
        boolean bare = !text.isEmpty() && text.indexOf(' ') < 0 && text.indexOf('"') < 0 && text.indexOf('=') < 0;
        return bare ? text : '"' + text.replace("\"", "\\\"") + '"';
    }

    private static void appendThrown(StringBuilder line, String role, IThrowableProxy thrown) {
        line.append("    ").append(role).append(thrown.getClassName());
        if (thrown.getMessage() != null) {
            line.append(": ").append(Printable.escape(thrown.getMessage()));
        }
        line.append('\n');
        StackTraceElementProxy[] stack = thrown.getStackTraceElementProxyArray();
        int own = (stack == null ? 0 : stack.length) - thrown.getCommonFrames();
        for (int i = 0; i < own; i++) {
            line.append("        ").append(stack[i].getSTEAsString()).append('\n');
        }
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
