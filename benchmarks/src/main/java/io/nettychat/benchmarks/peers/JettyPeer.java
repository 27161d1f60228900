package io.nettychat.benchmarks.peers;

import java.time.Duration;
import java.util.Set;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/** Jetty's own WebSocket API: the text is sent to each session of the room. */
public final class JettyPeer {
    private JettyPeer() {}

    /** Serves until the process ends; the argument is the port. */
    public static void main(String[] args) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(args[0]));
        server.addConnector(connector);
        Rooms<Session> rooms = new Rooms<>();
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
            container.setIdleTimeout(Duration.ZERO);
            container.addMapping(
                    "/room/*",
                    (request, response, callback) ->
                            new Endpoint(rooms, request.getHttpURI().getPath()));
        }));
        server.start();
        server.join();
    }

    /** One for each connection. Public, as Jetty looks its methods up by reflection. */
    public static final class Endpoint extends Session.Listener.AbstractAutoDemanding {
        private final Rooms<Session> rooms;
        private final String name;
        private Set<Session> room = Set.of();

        Endpoint(Rooms<Session> rooms, String name) {
            this.rooms = rooms;
            this.name = name;
        }

        @Override
        public void onWebSocketOpen(Session session) {
            super.onWebSocketOpen(session);
            room = rooms.join(name, session);
        }

        @Override
        public void onWebSocketText(String text) {
            for (Session member : room) {
                member.sendText(text, Callback.NOOP);
            }
        }

        @Override
        public void onWebSocketClose(int status, @Nullable String reason, Callback callback) {
            room.remove(getSession());
            callback.succeed();
        }
    }
}
