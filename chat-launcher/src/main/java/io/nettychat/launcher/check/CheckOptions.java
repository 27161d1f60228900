package io.nettychat.launcher.check;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** What can be set for a check. */
@Command(
        name = "java -jar chat-server.jar check",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description =
                "Checks the promises of running servers: clients speak in a room of their own, cut their connections"
                        + " and come back, while the servers may be restarted. No acknowledged message is lost, none comes twice,"
                        + " all see one order, every hole is announced, everybody gets back in.%n",
        footer = {
            "",
            "The check takes the given seconds and at most 30 more.",
            "Exit codes: 0 all promises held, 1 one was broken (told with evidence), 2 a value is wrong or a server cannot"
                    + " be reached."
        })
final class CheckOptions {
    @Parameters(
            arity = "1..*",
            paramLabel = "URL",
            converter = Target.Converter.class,
            description =
                    "Where the server is: http://HOST:PORT/, also https, ws and wss; several that share their rooms"
                            + " are checked as one. Without a path of its own the WebSocket is at /chat.")
    List<Target> targets = List.of();

    @Option(
            names = "--clients",
            paramLabel = "NUMBER",
            defaultValue = "16",
            converter = UpTo.Clients.class,
            description = "How many clients. Default: ${DEFAULT-VALUE}")
    int clients;

    @Option(
            names = "--seconds",
            paramLabel = "NUMBER",
            defaultValue = "30",
            converter = UpTo.Seconds.class,
            description = "How long they speak and cut. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Option(
            names = "--rate",
            paramLabel = "NUMBER",
            defaultValue = "20",
            converter = UpTo.Rate.class,
            description = "Messages a second of all clients together; what the server refuses with rate_limited is sent"
                    + " again when it allows. Default: ${DEFAULT-VALUE}")
    int rate;

    @Option(
            names = "--cut-every",
            paramLabel = "SECONDS",
            defaultValue = "4",
            converter = UpTo.Pause.class,
            description = "How long a client stays before it cuts its connection, on average; 0 = never."
                    + " Default: ${DEFAULT-VALUE}")
    int cutEvery;

    @Option(
            names = "--settle",
            paramLabel = "SECONDS",
            defaultValue = "18",
            converter = UpTo.Settle.class,
            description =
                    "How long everybody has at the end to come back and get everything. Default: ${DEFAULT-VALUE}")
    int settle;

    @Option(
            names = "--room",
            paramLabel = "NAME",
            description = "The room to speak in. Default: one with a random name")
    @Nullable
    String room;

    @Option(names = "--insecure", description = "Trust any TLS certificate.")
    boolean insecure;

    @Option(names = "--json", description = "Print the result as one JSON object; the progress goes to standard error.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help; then exit.")
    boolean help;

    /** Whole numbers within bounds. */
    abstract static class UpTo implements ITypeConverter<Integer> {
        private final int least;
        private final int most;

        private UpTo(int least, int most) {
            this.least = least;
            this.most = most;
        }

        @Override
        public Integer convert(String value) {
            try {
                int number = Integer.parseInt(value.strip());
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Told below, together with numbers that are out of bounds.
            }
            throw new TypeConversionException("'" + value + "' is not a whole number from " + least + " to " + most);
        }

        /** As many as one address has ports for, with room to spare. */
        static final class Clients extends UpTo {
            Clients() {
                super(1, 10_000);
            }
        }

        /** At most a day. */
        static final class Seconds extends UpTo {
            Seconds() {
                super(1, 86_400);
            }
        }

        /** Messages a second. */
        static final class Rate extends UpTo {
            Rate() {
                super(1, 100_000);
            }
        }

        /** Less than what a check may take at the end. */
        static final class Settle extends UpTo {
            Settle() {
                super(1, 20);
            }
        }

        /** Seconds between cuts. */
        static final class Pause extends UpTo {
            Pause() {
                super(0, 86_400);
            }
        }
    }
}
