package io.nettychat.benchmarks.peers;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ServerWebSocket;
import java.util.Set;

/** Vert.x as its manual shows it: one event loop, the text is written to each socket of the room. */
public final class VertxPeer {
    private VertxPeer() {}

    /** Serves until the process ends; the argument is the port. */
    public static void main(String[] args) {
        Rooms<ServerWebSocket> rooms = new Rooms<>();
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true))
                .createHttpServer()
                .webSocketHandler(socket -> {
                    Set<ServerWebSocket> room = rooms.join(socket.path(), socket);
                    socket.textMessageHandler(text -> {
                        for (ServerWebSocket member : room) {
                            member.writeTextMessage(text);
                        }
                    });
                    socket.closeHandler(closed -> room.remove(socket));
                })
                .listen(Integer.parseInt(args[0]), "127.0.0.1")
                .onFailure(failure -> {
                    failure.printStackTrace();
                    System.exit(1);
                });
    }
}
