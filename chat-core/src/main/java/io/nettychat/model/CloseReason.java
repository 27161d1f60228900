package io.nettychat.model;

import java.util.Locale;

/**
 * Why the server ends a connection. Codes 4000–4499 invite the client to come back, 4500–4999 ask it not to do so by
 * itself (the private range of <a href="https://www.rfc-editor.org/rfc/rfc6455#section-7.4.2">RFC 6455, 7.4.2</a>).
 */
public enum CloseReason {
    /** The server is going down or making room; everything is kept, come back. */
    DRAIN(4000, "The server is restarting. You will be reconnected."),
    /** The client did not read for so long that holding its socket open served nobody. */
    SLOW(4001, "Your connection did not take any data for too long. Reconnect to go on where you were."),
    /** Nothing was heard from the client, not even the answer to a ping. */
    PING_TIMEOUT(4002, "Nothing was heard from you, not even an answer to a ping."),
    /** A fault of the server; it is in the server's log. */
    INTERNAL(4003, "The server failed while it handled your connection. Reconnect to go on."),
    /** The user did nothing for as long as the server waits. */
    IDLE(4500, "You were inactive for too long and have been disconnected."),
    /** The connection never said who it is. */
    HELLO_TIMEOUT(4501, "No hello frame came in time. Send {\"type\":\"hello\",\"name\":...} first."),
    /** The authenticator refused the user. */
    UNAUTHORIZED(4502, "You are not allowed to connect."),
    /** A moderator or the host ended the connection. */
    KICKED(4504, "You were removed from the chat."),
    /** The same session connected again somewhere else. */
    REPLACED(4506, "This session was taken over by a newer connection."),
    /** The limits were ignored for too long. */
    FLOOD(4507, "You kept sending more than the limits allow. Slow down before you connect again.");

    private final int code;
    private final String slug = name().toLowerCase(Locale.ROOT);
    private final String reason;

    CloseReason(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** Returns the WebSocket close code. */
    public int code() {
        return code;
    }

    /** Returns the reason as it stands on the wire, for example {@code ping_timeout}. */
    public String slug() {
        return slug;
    }

    /** Returns one sentence for the person at the other end. */
    public String reason() {
        return reason;
    }

    /** Returns whether a client should come back by itself. */
    public boolean reconnect() {
        return code < 4500;
    }
}
