package io.nettychat.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Gives an option that was not among the flags its value: from the environment, else from the file, else (null) its
 * declared default. picocli asks after it has taken in the flags, so {@code --config} is known by then.
 */
final class Settings implements IDefaultValueProvider {
    static final String CONFIG = "--config";
    private static final String PREFIX = "CHAT_";

    private final Options options;
    private final Map<String, String> environment;
    private @Nullable Path path;
    private @Nullable Properties file;
    private @Nullable ArgSpec lastAsked;

    Settings(Options options, Map<String, String> environment) {
        this.options = options;
        this.environment = environment;
    }

    /** Where a value came from. */
    enum Source {
        FLAG,
        ENVIRONMENT,
        FILE,
        DEFAULT
    }

    @Override
    public @Nullable String defaultValue(ArgSpec arg) {
        lastAsked = arg;
        // Help shows the declared defaults, and is there for whoever got a variable or the file wrong.
        if (options.help || options.version || !isSetting(arg)) {
            return null;
        }
        OptionSpec option = (OptionSpec) arg;
        String value = fromEnvironment(option);
        if (option.longestName().equals(CONFIG)) {
            return value;
        }
        // Read even where the environment has the last word: a wrong key is told in any case.
        Properties properties = file(option.command().commandLine());
        return value != null ? value : fromFile(properties, option);
    }

    /** Whether the option holds a value, unlike --help and its like, which ask for something to be done. */
    static boolean isSetting(ArgSpec arg) {
        return arg instanceof OptionSpec option && option.arity().max() > 0;
    }

    /** The option's name in a file. */
    static String key(OptionSpec option) {
        return option.longestName().substring(2);
    }

    static String variable(OptionSpec option) {
        return PREFIX + key(option).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Says where the value of an option came from, or would come from if it were not among the flags. */
    Source source(OptionSpec option, boolean flag) {
        if (flag) {
            return Source.FLAG;
        }
        if (fromEnvironment(option) != null) {
            return Source.ENVIRONMENT;
        }
        return file != null && fromFile(file, option) != null ? Source.FILE : Source.DEFAULT;
    }

    /** The option last asked for: when its value turns out to be wrong, it was not among the flags. */
    @Nullable
    ArgSpec lastAsked() {
        return lastAsked;
    }

    /** The configuration file, null when there is none. */
    @Nullable
    Path path() {
        return path;
    }

    private @Nullable String fromEnvironment(OptionSpec option) {
        return nothingIfEmpty(environment.get(variable(option)));
    }

    private static @Nullable String fromFile(Properties file, OptionSpec option) {
        return nothingIfEmpty(file.getProperty(key(option)));
    }

    /** Empty counts as not set, since that is how compose files and shells unset a variable. */
    private static @Nullable String nothingIfEmpty(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    private Properties file(CommandLine commandLine) {
        Properties known = file;
        if (known != null) {
            return known;
        }
        Properties read = new Properties();
        file = read;
        path = options.config;
        String origin = CONFIG;
        if (path == null) {
            String named = nothingIfEmpty(environment.get(PREFIX + "CONFIG"));
            if (named == null) {
                return read;
            }
            origin = PREFIX + "CONFIG";
            try {
                path = Path.of(named);
            } catch (InvalidPathException e) {
                throw new ParameterException(commandLine, origin + ": '" + named + "' is not a file name");
            }
        }
        load(read, path, origin, commandLine);
        for (String key : new TreeSet<>(read.stringPropertyNames())) {
            OptionSpec option = commandLine.getCommandSpec().findOption("--" + key);
            if (option == null || !isSetting(option) || option.longestName().equals(CONFIG)) {
                throw new ParameterException(
                        commandLine, "Unknown key '" + key + "' in the file " + path + nearest(key, commandLine));
            }
        }
        return read;
    }

    private static String nearest(String key, CommandLine commandLine) {
        String question = Suggestions.question(
                key,
                commandLine.getCommandSpec().options().stream()
                        .filter(option ->
                                isSetting(option) && !option.longestName().equals(CONFIG))
                        .map(Settings::key)
                        .toList());
        return question.isEmpty() ? "; the keys are the names of the options without their dashes" : question;
    }

    private static void load(Properties into, Path path, String origin, CommandLine commandLine) {
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            into.load(reader);
        } catch (NoSuchFileException e) {
            throw new ParameterException(commandLine, origin + ": there is no file " + path);
        } catch (CharacterCodingException e) {
            throw new ParameterException(commandLine, origin + ": the file " + path + " is not UTF-8 text");
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(
                    commandLine, origin + ": the file " + path + " cannot be read (" + e.getMessage() + ")");
        }
        // Trailing blanks belong to a value in Java properties, but nobody who leaves one means it.
        into.replaceAll((key, value) -> value.toString().strip());
    }
}
