package io.nettychat.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nettychat.launcher.Arguments.Refused;
import io.nettychat.model.Limits;
import io.nettychat.server.ChatServer;
import io.nettychat.server.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @TempDir
    Path folder;

    private static Arguments read(Map<String, String> environment, String... flags) throws Refused {
        return Arguments.read(flags, environment);
    }

    private String file(String... lines) throws IOException {
        return Files.write(folder.resolve("chat.properties"), java.util.List.of(lines))
                .toString();
    }

    private static String printed(Arguments arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        arguments.printConfig(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    @Test
    void defaultsAreThoseOfTheLibrary() throws Refused {
        Options options = read(Map.of()).options();

        assertThat(options.host).isEqualTo("127.0.0.1");
        assertThat(options.port).isEqualTo(3000);
        assertThat(options.history).isEqualTo(1000);
        assertThat(options.historyAge).isEqualTo(Duration.ofHours(24));
        assertThat(options.drain).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.maxConnections).isZero();
        assertThat(options.maxConnectionsPerAddress).isZero();
        assertThat(options.allowedOrigins()).isEmpty();
        assertThat(RunningServer.limits(options)).isEqualTo(Limits.DEFAULT);
    }

    @Test
    void flagWinsOverEnvironmentOverFileOverDefault() throws Exception {
        String config = file("port=1", "history=1", "rate-limit=1");
        Map<String, String> environment = Map.of("CHAT_PORT", "2", "CHAT_HISTORY", "2", "CHAT_CONFIG", config);

        Options options = read(environment, "--port", "3").options();

        assertThat(options.port).isEqualTo(3);
        assertThat(options.history).isEqualTo(2);
        assertThat(options.rateLimit).isEqualTo(1);
        assertThat(options.idleTimeout).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void bothWaysToWriteAFlag() throws Refused {
        assertThat(read(Map.of(), "--port=4", "--idle-timeout", "0").options())
                .satisfies(options -> assertThat(options.port).isEqualTo(4))
                .satisfies(options -> assertThat(options.idleTimeout).isZero());
    }

    @Test
    void flagConfigWinsOverVariableConfig() throws Exception {
        String config = file("port=5");

        assertThat(read(Map.of("CHAT_CONFIG", "/nowhere"), "--config", config).options().port)
                .isEqualTo(5);
    }

    @Test
    void emptyVariableIsNone() throws Refused {
        assertThat(read(Map.of("CHAT_PORT", "", "CHAT_CONFIG", "")).options().port)
                .isEqualTo(3000);
    }

    @Test
    void originsAreRepeatedOrSeparatedByCommas() throws Exception {
        assertThat(read(Map.of(), "--allowed-origin", "https://a.org", "--allowed-origin", "https://b.org")
                        .options()
                        .allowedOrigins())
                .containsExactly("https://a.org", "https://b.org");
        assertThat(read(Map.of("CHAT_ALLOWED_ORIGIN", "https://a.org,https://b.org"))
                        .options()
                        .allowedOrigins())
                .containsExactly("https://a.org", "https://b.org");
    }

    @Test
    void wordsAreTheSameInUpperAndLowerCase() throws Refused {
        assertThat(read(Map.of(), "--transport", "IO_URING", "--log-level", "Warn")
                        .options())
                .satisfies(options -> assertThat(options.transport).isEqualTo("io_uring"))
                .satisfies(options -> assertThat(options.logLevel).isEqualTo("warn"));
    }

    @Test
    void everyTransportOfTheServerCanBeChosen() throws Refused {
        for (Transport transport : Transport.values()) {
            String name = transport.name().toLowerCase(Locale.ROOT);
            assertThat(read(Map.of(), "--transport", name).options().transport).isEqualTo(name);
        }
    }

    @Test
    void burstGrowsWithTheRate() throws Refused {
        assertThat(RunningServer.limits(read(Map.of(), "--rate-limit", "100").options())
                        .burst())
                .isEqualTo(200);
        assertThat(RunningServer.limits(
                                read(Map.of(), "--rate-limit", "2147483647").options())
                        .burst())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void refusalNamesOptionValueAndRemedyInOneLine() {
        assertThatThrownBy(() -> read(Map.of(), "--port", "70000"))
                .isInstanceOf(Refused.class)
                .hasMessage("Invalid value for option '--port': '70000' is not a whole number from 0 to 65535."
                        + " --help explains every option.");
    }

    @Test
    void refusalSaysWhenTheValueCameFromTheEnvironment() {
        assertThatThrownBy(() -> read(Map.of("CHAT_IDLE_TIMEOUT", "5\nminutes"), "--port", "1"))
                .hasMessageContaining("'5\\nminutes' is not a duration")
                .hasMessageContaining("(from the environment variable CHAT_IDLE_TIMEOUT)")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void refusalSaysWhenTheValueCameFromTheFile() throws IOException {
        String config = file("transport=carrier-pigeon");

        assertThatThrownBy(() -> read(Map.of(), "--config", config))
                .hasMessageContaining("'carrier-pigeon' is not one of auto, epoll, kqueue, io_uring, nio")
                .hasMessageContaining("(from the file " + config + ")");
    }

    @Test
    void refusesUnknownKeysInTheFileEvenWhenTheEnvironmentSaysAll() throws IOException {
        String config = file("prot=3000");

        assertThatThrownBy(() -> read(Map.of(), "--config", config))
                .hasMessageContaining("Unknown key 'prot' in the file " + config)
                .hasMessageContaining("; did you mean port?");
        assertThatThrownBy(() -> read(Map.of("CHAT_HOST", "::1"), "--config", config))
                .hasMessageContaining("Unknown key 'prot'");
        assertThatThrownBy(() -> read(Map.of(), "--config", file("help=true")))
                .hasMessageContaining("Unknown key 'help'");
        assertThatThrownBy(() -> read(Map.of(), "--config", file("config=x")))
                .hasMessageContaining("Unknown key 'config'");
    }

    @Test
    void refusesFilesThatCannotBeRead() throws IOException {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> read(Map.of(), "--config", "/nowhere/chat.properties"))
                .hasMessageContaining("--config: there is no file /nowhere/chat.properties");
        assertThatThrownBy(() -> read(Map.of("CHAT_CONFIG", "/nowhere")))
                .hasMessageContaining("CHAT_CONFIG: there is no file /nowhere");
        assertThatThrownBy(() -> read(Map.of(), "--config", binary.toString()))
                .hasMessageContaining("is not UTF-8 text");
        assertThatThrownBy(() -> read(Map.of(), "--config", folder.toString())).hasMessageContaining("cannot be read");
    }

    @Test
    void refusesUnknownFlagsAndOffersTheNearest() {
        assertThatThrownBy(() -> read(Map.of(), "--histori", "3000"))
                .hasMessageContaining("Unknown option '--histori'; did you mean --history? --help");
        assertThatThrownBy(() -> read(Map.of(), "stray"))
                .hasMessage("Unknown option 'stray'. --help explains every option.");
    }

    @ParameterizedTest
    @CsvSource({
        "--prot,           --port",
        "--prot=9000,      --port",
        "--prt,            --port",
        "--por,            --port",
        "--PORT,           --port",
        "-port,            --port",
        "port=9000,        --port",
        "--idle,           --idle-timeout",
        "--history_age,    --history-age",
        "--max-conections, --max-connections",
        "--max-con,        --max-connections or --max-connections-per-address",
        "--tls,            --tls-key or --tls-cert",
        "--origin,         --allowed-origin",
        "--versoin,        --version",
        "chekc,            check",
    })
    void offersWhatWasMeant(String written, String meant) {
        assertThatThrownBy(() -> read(Map.of(), written, "9000"))
                .hasMessage(
                        "Unknown option '" + written + "'; did you mean " + meant + "? --help explains every option.");
    }

    @Test
    void helpAndVersionWorkHoweverWrongTheEnvironmentIs() throws Refused {
        Map<String, String> wrong = Map.of("CHAT_PORT", "x", "CHAT_CONFIG", "/nowhere");

        assertThat(read(wrong, "--help").options().help).isTrue();
        assertThat(read(wrong, "--version").options().version).isTrue();
    }

    @Test
    void helpExplainsEveryOptionWithItsOwnDefault() throws Refused {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        read(Map.of("CHAT_PORT", "4711"), "--help").printHelp(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        String help = bytes.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ");

        assertThat(help)
                .contains("--host=ADDRESS", "--port=NUMBER TCP port; 0 = any free one. Default: 3000")
                .contains("disconnected; 0 = for ever. Default: 5m", "Default: 24h", "Default: 1000", "Default: 30s")
                .contains("0 = no limit. Default: 5")
                .contains("--idle-timeout: CHAT_IDLE_TIMEOUT")
                .contains("Exit codes: 0 stopped in order, 1 could not start or had to stop, 2 a value is wrong.")
                .doesNotContain("4711", "DEFAULT-VALUE");
    }

    @Test
    void printConfigTellsWhereEachValueCameFromAndCanBeReadAgain() throws Exception {
        String config = file("history=7");
        Arguments arguments = read(
                Map.of("CHAT_RATE_LIMIT", "9"), "--config", config, "--allowed-origin", "https://a.org,https://b.org");

        String printed = printed(arguments);

        assertThat(printed)
                .contains("# from the command line\nallowed-origin=https://a.org,https://b.org\n")
                .contains("# from the environment (CHAT_...)\nrate-limit=9\n")
                .contains("# from the file " + config + "\nhistory=7\n")
                .contains("# defaults\nhost=127.0.0.1\nport=3000\n");
        Options again = read(Map.of(), "--config", file(printed.split("\n"))).options();
        assertThat(again.history).isEqualTo(7);
        assertThat(again.rateLimit).isEqualTo(9);
        assertThat(again.allowedOrigins()).containsExactly("https://a.org", "https://b.org");
    }

    @Test
    void passwordsAreNotShown() throws Exception {
        String uri = "redis-sentinel://user:top@secret/x@one:1,two:2#main";
        for (Arguments arguments : List.of(
                read(Map.of(), "--redis", uri),
                read(Map.of("CHAT_REDIS", uri)),
                read(Map.of(), "--config", file("redis=" + uri)))) {
            assertThat(printed(arguments))
                    .contains("\nredis=redis-sentinel://user:***@one:1,two:2#main\n")
                    .doesNotContain("secret");
            assertThat(arguments.inForce())
                    .as("what the banner and the log say")
                    .noneMatch(setting -> setting.value().contains("secret"));
            assertThat(arguments.options().redis).isEqualTo(uri);
        }
        assertThat(Secrets.hide("redis://secret@host:1 and rediss-cluster://:secret@host"))
                .isEqualTo("redis://***@host:1 and rediss-cluster://:***@host");
        assertThat(Secrets.hide("https://a.org,https://b.org")).isEqualTo("https://a.org,https://b.org");
        assertThatThrownBy(() -> read(Map.of(), uri)).hasMessageNotContaining("secret");
    }

    @Test
    void printedDefaultsCanBeReadAgain() throws Exception {
        Arguments arguments =
                read(Map.of(), "--config", file(printed(read(Map.of())).split("\n")));

        assertThat(arguments.options().allowedOrigins()).isEmpty();
        assertThat(RunningServer.limits(arguments.options())).isEqualTo(Limits.DEFAULT);
    }

    @Test
    void valuesAreTakenLiterally() throws Exception {
        assertThat(read(Map.of("CHAT_HOST", "${sys:user.name}")).options().host).isEqualTo("${sys:user.name}");
        assertThatThrownBy(() -> read(Map.of(), "@/etc/hostname")).hasMessageContaining("'@/etc/hostname'");
    }

    @Test
    void everyOptionIsInTheGuide() throws Exception {
        String guide = Files.readString(Path.of("../docs/operating.md"));
        for (Arguments.Setting setting : read(Map.of()).inForce()) {
            assertThat(guide).contains("| `--" + setting.key());
        }
    }

    @Test
    void networkIsSetFromEverywhere() throws Exception {
        Map<String, String> environment =
                Map.of("CHAT_TRUSTED_PROXY", "127.0.0.1,10.0.0.0/8", "CHAT_PROXY_PROTOCOL", "yes", "CHAT_HSTS", "1d");
        Options options = read(environment, "--path-prefix", "/chat-app/", "--redirect-port", "0")
                .options();
        assertThat(options.trustedProxies()).containsExactly("127.0.0.1", "10.0.0.0/8");
        assertThat(options.proxyProtocol).isTrue();
        assertThat(options.hsts).isEqualTo(Duration.ofDays(1));
        assertThat(options.redirectPort).isZero();
        assertThat(Network.prefix(options)).isEqualTo("/chat-app");
        assertThat(read(Map.of(), "--proxy-protocol").options().proxyProtocol).isTrue();
        assertThat(read(Map.of(), "--proxy-protocol=false").options().proxyProtocol)
                .isFalse();
        assertThat(read(Map.of(), "--config", file("proxy-protocol=on")).options().proxyProtocol)
                .isTrue();
        assertThatThrownBy(() -> read(Map.of("CHAT_PROXY_PROTOCOL", "perhaps")))
                .hasMessageContainingAll("'perhaps' is neither true nor false", "CHAT_PROXY_PROTOCOL");
        assertThat(printed(read(environment)))
                .contains(
                        "# from the environment (CHAT_...)\n",
                        "trusted-proxy=127.0.0.1,10.0.0.0/8\n",
                        "proxy-protocol=yes\n");
    }

    @Test
    void networkIsRefusedWhereItDoesNotGoTogether() {
        assertRefused("--tls-cert", "/nowhere/a.pem", "--tls-cert and --tls-key belong together");
        assertRefused("--tls-key", "/nowhere/a.pem", "--tls-cert and --tls-key belong together");
        assertRefused("--redirect-port", "80", "no HTTPS");
        assertRefused("--proxy-protocol", "true", "--trusted-proxy");
        assertRefused("--trusted-proxy", "example.org", "10.0.0.0/8");
        assertRefused("--path-prefix", "chat", "/chat-app");
        assertThatThrownBy(() -> Network.apply(
                        read(Map.of(), "--tls-cert", "/nowhere/a.pem", "--tls-key", "/nowhere/b.pem"),
                        ChatServer.builder()))
                .isInstanceOf(Refused.class)
                .hasMessageContainingAll("--tls-cert", "no certificate file /nowhere/a.pem");
    }

    private static void assertRefused(String option, String value, String part) {
        assertThatThrownBy(() -> Network.apply(read(Map.of(), option + "=" + value), ChatServer.builder()))
                .isInstanceOf(Refused.class)
                .hasMessageContainingAll("'" + option + "'", part);
    }
}
