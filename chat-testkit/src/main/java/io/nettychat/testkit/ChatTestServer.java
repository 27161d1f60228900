package io.nettychat.testkit;

import io.nettychat.hub.Hub;
import io.nettychat.server.ChatServer;
import io.nettychat.server.ChatServerBuilder;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A chat server on a free port of this machine, with the clients that a test connects to it. May be used from any thread,
 * but not from an event loop: its methods wait.
 */
public final class ChatTestServer implements AutoCloseable {
    private final ChatServer server;
    private final String path;
    private final List<TestClient> clients = new CopyOnWriteArrayList<>();

    private ChatTestServer(ChatServer server, String path) {
        this.server = server;
        this.path = path;
    }

    /** Starts a server with everything as it is by default. */
    public static ChatTestServer start() {
        return start(settings -> {});
    }

    /**
     * Starts a server as a host sets it up.
     *
     * @param settings sets everything but the address, the port and the path of the WebSocket, which are the kit's
     */
    public static ChatTestServer start(Consumer<ChatServerBuilder> settings) {
        ChatServerBuilder builder = ChatServer.builder();
        settings.accept(builder);
        return new ChatTestServer(
                builder.host("127.0.0.1").port(0).webSocketPath("/chat").start(), "/chat");
    }

    /** Returns the server. */
    public ChatServer server() {
        return server;
    }

    /** Returns the engine, to publish and to moderate. */
    public Hub hub() {
        return server.hub();
    }

    /** Returns the port that the server listens on. */
    public int port() {
        return server.port();
    }

    /** Returns the address of the WebSocket, without a query. */
    public URI uri() {
        return URI.create("ws://127.0.0.1:" + server.port() + path);
    }

    /** Begins to set up a client, which is closed together with the server. */
    public TestClient.Builder client() {
        return new TestClient.Builder(uri(), clients::add);
    }

    /** Connects a client that has said hello and is in a room. */
    public TestClient connect(String name, String room) {
        return client().connect(name).join(room);
    }

    /** Disconnects the clients and closes the server. */
    @Override
    public void close() {
        clients.forEach(TestClient::cut);
        server.close();
    }
}
