package io.nettychat.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * Sets Logback up in code: found by the service loader before Logback looks for files, it saves the time of an XML
 * parser at every start.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    /** For the service loader. */
    public Logging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        apply(context, "text", "info");
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Brings the wanted format and level into force. */
    static void apply(String format, String level) {
        apply(Ready.CONTEXT, format, level);
    }

    /** Has Logback set up, which several threads may ask for; returns when it is. */
    static void awaitReady() {
        Ready.CONTEXT.getName();
    }

    /** SLF4J hands a makeshift to whoever comes while another thread sets it up; whoever comes here waits instead. */
    private static final class Ready {
        static final LoggerContext CONTEXT = (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static void apply(LoggerContext context, String format, String level) {
        Encoder<ILoggingEvent> encoder = format.equals("json") ? json() : new TextEncoder();
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setEncoder(encoder);
        console.addFilter(new NettyLogFilter());
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(console);
        root.setLevel(Level.toLevel(level, Level.INFO));
        // Netty tells at debug what it finds out about the platform; at info it has nothing that a person would want.
        context.getLogger("io.netty").setLevel(root.getLevel().isGreaterOrEqual(Level.WARN) ? null : quieter(level));
        // The client of Redis tells of each try to connect again; that Redis is away is told once by RedisLog.
        context.getLogger("io.lettuce")
                .setLevel(root.getLevel().isGreaterOrEqual(Level.WARN) ? Level.ERROR : quietest(level));
        context.getLogger("reactor").setLevel(Level.WARN);
    }

    private static Level quietest(String level) {
        return level.equals("trace") ? Level.DEBUG : Level.ERROR;
    }

    private static Level quieter(String level) {
        return level.equals("trace") ? Level.DEBUG : Level.WARN;
    }

    private static Encoder<ILoggingEvent> json() {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithMarkers(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        return encoder;
    }
}
