package io.nettychat.launcher;

import io.nettychat.launcher.Arguments.Refused;
import io.nettychat.launcher.check.CheckCommand;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run from the command line to the exit code: reads the options, starts the server, says where it is, waits for a
 * signal, closes in order.
 */
final class Launcher {
    /** Ended as asked. */
    static final int OK = 0;

    /** Could not start, could not go on, or could not close in time. */
    static final int FAILED = 1;

    /** A value on the command line, in the environment or in the file is wrong. */
    static final int WRONG_VALUE = 2;

    /** Instead of options, for a check of other servers. */
    static final String CHECK = "check";

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    Launcher(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    int run(String... flags) {
        if (isCheck(flags)) {
            Logging.apply("text", "off");
            return new CheckCommand(out, err).run(Arrays.copyOfRange(flags, 1, flags.length));
        }
        try {
            return run(Arguments.read(flags, environment));
        } catch (Refused e) {
            err.println(e.getMessage());
            return WRONG_VALUE;
        } catch (StartFailure e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    /** Whether not a server is asked for, but a check of others: that takes none of its options. */
    static boolean isCheck(String... flags) {
        return flags.length > 0 && flags[0].equals(CHECK);
    }

    private int run(Arguments arguments) throws Refused, StartFailure {
        Options options = arguments.options();
        if (options.help) {
            arguments.printHelp(out);
            return OK;
        }
        if (options.version) {
            out.println("Netty Chat " + version());
            return OK;
        }
        if (options.printConfig) {
            arguments.printConfig(out);
            return OK;
        }
        return serve(arguments);
    }

    private int serve(Arguments arguments) throws Refused, StartFailure {
        Options options = arguments.options();
        Logging.apply(options.logFormat, options.logLevel);
        Logger log = LoggerFactory.getLogger(Launcher.class);
        // Also a rehearsal: what the first log line needs is loaded before the first connection takes a descriptor.
        log.info("Netty Chat {} starts", version());
        StopSignals signals = StopSignals.install();
        RunningServer server;
        try {
            server = RunningServer.start(arguments, version());
        } catch (RuntimeException | LinkageError e) {
            log.error("Cannot start, for a reason that nobody has thought of", e);
            return FAILED;
        }
        new Banner(arguments, server, version()).show(out);
        boolean gaveUp = CompletableFuture.anyOf(signals.first(), server.closed())
                .handle((which, failure) -> failure != null)
                .join();
        if (gaveUp) {
            log.error("The server had to give up, see above; the process ends, so that it can be started again");
            close(server, options.drain, log);
            return FAILED;
        }
        log.info(
                "{}: closing, within {} s; a second signal ends at once",
                signals.first().getNow(""),
                options.drain.toSeconds());
        return close(server, options.drain, log) ? OK : FAILED;
    }

    /** Closes within a bound, whatever hangs; says whether all went well. */
    private static boolean close(RunningServer server, Duration bound, Logger log) {
        CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
        Thread closer = new Thread(
                () -> {
                    try {
                        server.close();
                        closed.complete(null);
                    } catch (RuntimeException e) {
                        closed.completeExceptionally(e);
                    }
                },
                "close");
        closer.setDaemon(true);
        closer.start();
        try {
            // The server keeps to the bound by itself; this is for the case that something hangs.
            closed.get(bound.plusSeconds(2).toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            log.error("Not closed within {} s; ending all the same. --drain sets the bound", bound.toSeconds());
        } catch (ExecutionException e) {
            log.error("Closing failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static String version() {
        String version = Launcher.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    /** The server cannot start; the message is one line that says why and what to do. */
    static final class StartFailure extends Exception {
        private static final long serialVersionUID = 1L;

        StartFailure(String line, Throwable cause) {
            super(line, cause);
        }
    }
}
