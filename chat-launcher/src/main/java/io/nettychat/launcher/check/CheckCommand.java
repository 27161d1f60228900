package io.nettychat.launcher.check;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.nettychat.launcher.Printable;
import io.nettychat.launcher.Suggestions;
import io.nettychat.launcher.check.Run.Result;
import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** {@code check URL…}: from the command line to the exit code. */
public final class CheckCommand {
    /** All promises held. */
    public static final int HELD = 0;

    /** At least one was broken. */
    public static final int BROKEN = 1;

    /** A value is wrong, or a server cannot be reached: nothing was proved. */
    public static final int IMPOSSIBLE = 2;

    /** How long after its seconds a check ends at the latest. */
    private static final int SPARE_SECONDS = 29;

    private final PrintStream out;
    private final PrintStream err;

    /**
     * @param out where the result goes
     * @param err where errors go, and with {@code --json} the progress
     */
    public CheckCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs a check, which takes as long as asked for and at most 30 s more; returns the exit code. */
    public int run(String... flags) {
        CheckOptions options = new CheckOptions();
        CommandLine commandLine =
                new CommandLine(options).setExpandAtFiles(false).setUsageHelpLongOptionsMaxWidth(34);
        try {
            commandLine.parseArgs(flags);
        } catch (ParameterException e) {
            String message = Printable.escape(message(e, commandLine, flags));
            err.println(message + (message.endsWith("?") ? "" : ".") + " check --help explains every option.");
            return IMPOSSIBLE;
        }
        if (options.help) {
            commandLine.usage(out);
            return HELD;
        }
        return run(options);
    }

    /** An option that there is not comes first: what follows it was taken for an address only because of that. */
    private static String message(ParameterException e, CommandLine commandLine, String... flags) {
        Set<String> names = commandLine.getCommandSpec().optionsMap().keySet();
        return Stream.of(flags)
                .filter(flag -> flag.startsWith("-") && !names.contains(flag.split("=", 2)[0]))
                .findFirst()
                .map(flag -> Suggestions.unknown("option", flag, names))
                .orElse(String.valueOf(e.getMessage()));
    }

    private int run(CheckOptions options) {
        Consumer<String> progress = options.json ? err::println : out::println;
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("check", true), NioIoHandler.newFactory());
        try {
            Run run = new Run(options, group.next(), tls(options), progress);
            Result result = await(run, options.seconds + SPARE_SECONDS);
            boolean began = result.figures().connections > 0;
            if (began || result.impossible() == null || options.json) {
                new Report(options, result).print(out);
            }
            if (result.impossible() != null) {
                err.println(Printable.escape(result.impossible()));
            }
            return !result.verdict().isGood() ? BROKEN : result.impossible() == null ? HELD : IMPOSSIBLE;
        } catch (SSLException e) {
            err.println("TLS cannot be set up: " + e.getMessage());
            return IMPOSSIBLE;
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private static @Nullable SslContext tls(CheckOptions options) throws SSLException {
        if (options.targets.stream().noneMatch(Target::tls)) {
            return null;
        }
        SslContextBuilder builder = SslContextBuilder.forClient();
        return options.insecure
                ? builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null)
                        .build()
                : builder.build();
    }

    private static Result await(Run run, int seconds) {
        try {
            return run.begin().get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return run.unfinished();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a bug of the check", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return run.unfinished();
        }
    }
}
