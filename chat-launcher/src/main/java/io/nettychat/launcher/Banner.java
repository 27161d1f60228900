package io.nettychat.launcher;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What a start says: version, transport, address, what differs from the defaults, and where to open the page. */
final class Banner {
    /** Told elsewhere in the banner, or of no interest to a reader of it. */
    private static final Set<String> NOT_A_LIMIT =
            Set.of("host", "port", "transport", "config", "log-format", "log-level");

    private final Arguments arguments;
    private final RunningServer server;
    private final String version;

    Banner(Arguments arguments, RunningServer server, String version) {
        this.arguments = arguments;
        this.server = server;
        this.version = version;
    }

    /** Prints the banner; with JSON logs, which machines read, it is one event of the log. */
    void show(PrintStream out) {
        InetSocketAddress address = server.address();
        boolean everywhere = address.getAddress().isAnyLocalAddress();
        List<String> lan = new ArrayList<>();
        if (everywhere) {
            LanAddresses.find().forEach(found -> lan.add(url(found, address.getPort())));
        }
        String here = everywhere
                ? server.url("localhost:" + address.getPort())
                : url(address.getAddress(), address.getPort());
        if (arguments.options().logFormat.equals("json")) {
            log(here, lan);
        } else {
            print(out, here, lan);
        }
    }

    private void log(String here, List<String> lan) {
        LoggingEventBuilder event = LoggerFactory.getLogger(Banner.class)
                .atInfo()
                .addKeyValue("version", version)
                .addKeyValue("transport", server.transport())
                .addKeyValue("url", here);
        if (!lan.isEmpty()) {
            event = event.addKeyValue("lan", String.join(" ", lan));
        }
        for (Arguments.Setting setting : limits()) {
            event = event.addKeyValue(setting.key(), setting.value());
        }
        event.log("Ready");
    }

    private void print(PrintStream out, String here, List<String> lan) {
        out.println("Netty Chat " + version + ", transport " + server.transport() + ", listening on "
                + arguments.options().host + " port " + server.address().getPort());
        List<Arguments.Setting> limits = limits();
        if (!limits.isEmpty()) {
            out.println(limits.stream()
                    .map(setting -> Printable.escape(setting.key() + "=" + setting.value()))
                    .collect(Collectors.joining(", ", "Set:   ", "")));
        }
        server.redirectPort().ifPresent(port -> out.println("HTTP   port " + port + " sends people on to HTTPS"));
        out.println("Open   " + here);
        for (String url : lan) {
            out.println("Phone  " + url + "  (in the same network)");
        }
        if (!lan.isEmpty()) {
            TerminalQr.draw(lan.get(0), charset()).forEach(out::println);
        }
        out.flush();
    }

    private List<Arguments.Setting> limits() {
        return arguments.inForce().stream()
                .filter(setting -> setting.source() != Settings.Source.DEFAULT && !NOT_A_LIMIT.contains(setting.key()))
                .toList();
    }

    private String url(InetAddress address, int port) {
        return server.url(hostAndPort(address, port));
    }

    static String hostAndPort(InetAddress address, int port) {
        String host = address.getHostAddress();
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }

    /** What standard output is written in: told by JDK 19 and later, by JDK 17 for terminals, else the system's. */
    private static Charset charset() {
        for (String property : new String[] {"stdout.encoding", "sun.stdout.encoding", "native.encoding"}) {
            String name = System.getProperty(property);
            if (name != null && Charset.isSupported(name)) {
                return Charset.forName(name);
            }
        }
        return Charset.defaultCharset();
    }
}
