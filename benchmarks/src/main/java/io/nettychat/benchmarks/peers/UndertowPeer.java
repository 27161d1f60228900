package io.nettychat.benchmarks.peers;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.util.Set;

/** Undertow's own WebSocket API: the text is sent to each channel of the room. */
public final class UndertowPeer {
    private UndertowPeer() {}

    /** Serves until the process ends; the argument is the port. */
    public static void main(String[] args) {
        Rooms<WebSocketChannel> rooms = new Rooms<>();
        Undertow.builder()
                .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1")
                .setHandler(Handlers.websocket((exchange, channel) -> {
                    Set<WebSocketChannel> room = rooms.join(exchange.getRequestURI(), channel);
                    channel.addCloseTask(room::remove);
                    channel.getReceiveSetter().set(new AbstractReceiveListener() {
                        @Override
                        protected void onFullTextMessage(WebSocketChannel from, BufferedTextMessage message) {
                            String text = message.getData();
                            for (WebSocketChannel member : room) {
                                WebSockets.sendText(text, member, null);
                            }
                        }
                    });
                    channel.resumeReceives();
                }))
                .build()
                .start();
    }
}
