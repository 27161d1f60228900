package io.nettychat.benchmarks.e2e;

import io.nettychat.benchmarks.peers.JettyPeer;
import io.nettychat.benchmarks.peers.NettyTextbookPeer;
import io.nettychat.benchmarks.peers.UndertowPeer;
import io.nettychat.benchmarks.peers.VertxPeer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All servers, made ready: built, installed, or left out with a reason. */
final class Servers {
    /** How many bytes Netty Chat's frames have beside the text: who said it, where, when, at which place. */
    private static final int OUR_FIELDS = 140;

    private final Home home;
    private final BenchOptions options;
    private final PrintStream out;
    private final Map<String, Supplier<Server>> known = new LinkedHashMap<>();
    private boolean npmDone;

    Servers(Home home, BenchOptions options, PrintStream out) {
        this.home = home;
        this.options = options;
        this.out = out;
        known.put(Server.OURS, this::ours);
        known.put(Server.FLOOR, () -> floor(Server.FLOOR, "C floor", 0));
        known.put("floor-long", () -> floor("floor-long", "C floor, our length", OUR_FIELDS));
        known.put("uws", this::uws);
        known.put("bun", this::bun);
        known.put("ws", () -> node("ws", "ws (Node)", "ws.js", Dialect.PLAIN));
        known.put("socket.io", () -> node("socket.io", "Socket.IO (Node)", "socketio.js", Dialect.SOCKET_IO));
        known.put("undertow", () -> java("undertow", "Undertow", UndertowPeer.class));
        known.put("jetty", () -> java("jetty", "Jetty", JettyPeer.class));
        known.put("vertx", () -> java("vertx", "Vert.x", VertxPeer.class));
        known.put("netty", () -> java("netty", "textbook Netty", NettyTextbookPeer.class));
    }

    /** Makes the named servers ready, all when none is named. One that cannot be is reported and left out. */
    List<Server> prepare(Collection<String> names) {
        List<Server> ready = new ArrayList<>();
        for (String name : names.isEmpty() ? known.keySet() : names) {
            Supplier<Server> supplier = known.get(name);
            if (supplier == null) {
                throw new IllegalArgumentException(
                        "there is no server called " + name + "; there are " + String.join(", ", known.keySet()));
            }
            try {
                ready.add(supplier.get());
            } catch (Missing e) {
                out.println("left out: " + name + " (" + e.getMessage() + ")");
            }
        }
        return ready;
    }

    private Server ours() {
        Path jar = options.launcher != null ? options.launcher : home.launcher();
        if (!Files.exists(jar)) {
            throw new Missing(
                    "there is no " + jar + ": run mvn -Dmaven.test.skip=true package, or name a jar with --launcher");
        }
        List<String> command = new ArrayList<>(jvm());
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(options.launcherArguments());
        return new Server(
                Server.OURS,
                "Netty Chat",
                "Netty " + mavenVersion("netty"),
                options.chatV1 ? Dialect.CHAT_V1 : Dialect.SIMPLE,
                port -> with(command, "--port", "" + port));
    }

    private Server floor(String name, String title, int pad) {
        Path source = home.unpack("floor.c");
        String binary = home.peers().resolve("floor").toString();
        for (String compiler : List.of("cc", "gcc", "clang")) {
            if (Home.firstLine(home.peers(), compiler, "--version").isPresent()) {
                Home.firstLine(home.peers(), compiler, "-O2", "-o", binary, source.toString());
                return new Server(
                        name,
                        title,
                        Home.firstLine(home.peers(), compiler, "--version").orElse(""),
                        Dialect.PLAIN,
                        port -> List.of(binary, "" + port, "" + pad));
            }
        }
        throw new Missing("no C compiler: install gcc");
    }

    private Server java(String name, String title, Class<?> main) {
        List<String> command = new ArrayList<>(jvm());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return new Server(name, title, mavenVersion(name), Dialect.PLAIN, port -> with(command, "" + port));
    }

    private List<String> jvm() {
        List<String> command = new ArrayList<>(List.of(options.java()));
        command.addAll(options.jvmArguments());
        return command;
    }

    private Server node(String name, String title, String script, Dialect dialect) {
        String version = npm(name);
        String node =
                Home.firstLine(home.peers(), "node", "--version").orElseThrow(() -> new Missing("no node on the PATH"));
        String file = home.unpack(script).toString();
        return new Server(name, title, version + ", Node " + node, dialect, port -> List.of("node", file, "" + port));
    }

    private Server bun() {
        String arch = System.getProperty("os.arch").contains("aarch64") ? "aarch64" : "x64";
        String version = npm("@oven/bun-linux-" + arch);
        String binary = home.peers()
                .resolve("node_modules/@oven/bun-linux-" + arch + "/bin/bun")
                .toString();
        String file = home.unpack("bun.js").toString();
        return new Server("bun", "Bun", version, Dialect.PLAIN, port -> List.of(binary, file, "" + port));
    }

    private Server uws() {
        Path directory = options.uws;
        if (directory == null) {
            throw new Missing("uWebSockets.js is not on npm: unpack a release of it and name the directory with --uws");
        }
        String file = home.unpack("uws.js").toString();
        IntFunction<List<String>> command = port -> List.of("node", file, "" + port, directory.toString());
        return new Server("uws", "uWebSockets.js", packageVersion(directory), Dialect.PLAIN, command);
    }

    /** Installs the pinned packages once and returns the version of one of them. */
    private String npm(String packageName) {
        if (!npmDone) {
            home.unpack("package.json");
            if (Home.firstLine(home.peers(), "npm", "--version").isEmpty()) {
                throw new Missing("no npm on the PATH");
            }
            out.println("installing ws, Socket.IO and Bun from npm ...");
            Home.firstLine(
                    home.peers(), "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
            npmDone = true;
        }
        Path directory = home.peers().resolve("node_modules").resolve(packageName);
        if (!Files.isDirectory(directory)) {
            throw new Missing("npm could not install " + packageName + ": try npm install in " + home.peers());
        }
        return packageVersion(directory);
    }

    private static String packageVersion(Path directory) {
        Matcher version = Pattern.compile("\"version\"\\s*:\\s*\"([^\"]+)\"")
                .matcher(ProcFs.read(directory.resolve("package.json")));
        return version.find() ? version.group(1) : "unknown";
    }

    /** The version that the build pinned. */
    static String mavenVersion(String name) {
        Properties versions = new Properties();
        try (InputStream in = Servers.class.getResourceAsStream("/peers/versions.properties")) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions.getProperty(name);
    }

    private static List<String> with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }

    /** A server cannot be run here. */
    private static final class Missing extends RuntimeException {
        Missing(String reason) {
            super(reason);
        }
    }
}
