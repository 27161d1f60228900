package io.nettychat.launcher;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Flags, environment and file, read once; knows the value of every option and where it came from. */
final class Arguments {
    private static final String HINT = " --help explains every option.";

    private final Options options;
    private final Settings settings;
    private final CommandLine commandLine;

    private Arguments(Options options, Settings settings, CommandLine commandLine) {
        this.options = options;
        this.settings = settings;
        this.commandLine = commandLine;
    }

    /**
     * Reads everything.
     *
     * @throws Refused when a value is wrong, wherever it came from
     */
    static Arguments read(String[] flags, Map<String, String> environment) throws Refused {
        Options options = new Options();
        Settings settings = new Settings(options, environment);
        CommandLine commandLine = new CommandLine(options)
                .setDefaultValueProvider(settings)
                // "${…}" and "@…" in a value are the user's own text.
                .setInterpolateVariables(false)
                .setExpandAtFiles(false)
                .setUsageHelpLongOptionsMaxWidth(34);
        Arguments arguments = new Arguments(options, settings, commandLine);
        try {
            commandLine.parseArgs(flags);
        } catch (ParameterException e) {
            throw new Refused(arguments.explain(e));
        }
        return arguments;
    }

    Options options() {
        return options;
    }

    /** Says that the value of an option, well-formed as it is, cannot be used; with where it came from. */
    Refused refuse(String name, String why) {
        OptionSpec option = commandLine.getCommandSpec().findOption(name);
        String reason = why.endsWith(".") ? why.substring(0, why.length() - 1) : why;
        return new Refused(
                Printable.escape("Invalid value for option '" + name + "': " + reason + origin(option, isFlag(option)))
                        + "." + HINT);
    }

    void printHelp(PrintStream out) {
        commandLine.setInterpolateVariables(true);
        commandLine.usage(out);
    }

    /** One option as it is in force; a password in its value is hidden. */
    record Setting(String key, String value, Settings.Source source) {}

    /** Every option that holds a value, in the order of the help. */
    List<Setting> inForce() {
        List<Setting> inForce = new ArrayList<>();
        for (OptionSpec option : commandLine.getCommandSpec().options()) {
            if (Settings.isSetting(option)) {
                String value = Secrets.hide(value(option));
                inForce.add(new Setting(Settings.key(option), value, settings.source(option, isFlag(option))));
            }
        }
        return inForce;
    }

    /** What is in force, grouped by where it came from; a valid configuration file itself, but for hidden passwords. */
    void printConfig(PrintStream out) {
        Map<Settings.Source, List<Setting>> bySource = new EnumMap<>(Settings.Source.class);
        for (Setting setting : inForce()) {
            if (!setting.key().equals(Settings.CONFIG.substring(2))) {
                bySource.computeIfAbsent(setting.source(), source -> new ArrayList<>())
                        .add(setting);
            }
        }
        bySource.forEach((source, group) -> {
            out.println(
                    switch (source) {
                        case FLAG -> "# from the command line";
                        case ENVIRONMENT -> "# from the environment (CHAT_...)";
                        case FILE -> "# from the file " + Printable.escape(String.valueOf(settings.path()));
                        case DEFAULT -> "# defaults";
                    });
            for (Setting setting : group) {
                out.println(setting.key() + "=" + Printable.escape(setting.value()));
            }
        });
    }

    /** The value as it was written; picocli keeps that for flags only. */
    private String value(OptionSpec option) {
        if (isFlag(option)) {
            return String.join(",", option.originalStringValues());
        }
        String value = settings.defaultValue(option);
        return Objects.requireNonNullElse(value == null ? option.defaultValue() : value, "");
    }

    private boolean isFlag(OptionSpec option) {
        return commandLine.getParseResult().hasMatchedOption(option);
    }

    private String explain(ParameterException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> names =
                    new ArrayList<>(commandLine.getCommandSpec().optionsMap().keySet());
            names.add(Launcher.CHECK);
            message = Suggestions.unknown("option", unmatched.getUnmatched().get(0), names);
        } else if (e.getArgSpec() instanceof OptionSpec option) {
            message += origin(option, settings.lastAsked() != option);
        }
        return Printable.escape(Secrets.hide(message)) + (message.endsWith("?") ? "" : ".") + HINT;
    }

    private String origin(OptionSpec option, boolean flag) {
        return switch (settings.source(option, flag)) {
            case ENVIRONMENT -> " (from the environment variable " + Settings.variable(option) + ")";
            case FILE -> " (from the file " + settings.path() + ")";
            case FLAG, DEFAULT -> "";
        };
    }

    /** A value that cannot be used; the message is one line for the user. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String line) {
            super(line);
        }
    }
}
