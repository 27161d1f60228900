package io.nettychat.model;

import java.util.Locale;

/** Why a request was refused. The connection lives; the client is told the {@link #slug()} in an {@code error} frame. */
public enum ErrorCode {
    /** The frame is not what the protocol says a frame is. */
    BAD_FRAME,
    /** The server knows no frame of this type. */
    UNKNOWN_TYPE,
    /** The text is longer than the limits allow. */
    TOO_LARGE,
    /** Too many requests; the refusal says how long to wait. */
    RATE_LIMITED,
    /** The name breaks the rule for names. */
    BAD_NAME,
    /** Somebody else has this name, or one that looks like it. */
    NAME_TAKEN,
    /** The room's name breaks the rule for rooms. */
    BAD_ROOM,
    /** The room has as many members as it may have. */
    ROOM_FULL,
    /** The session is in as many rooms as it may be in, or the server holds as many rooms as it may hold. */
    TOO_MANY_ROOMS,
    /** The connection has not said {@code hello} yet. */
    HELLO_FIRST,
    /** The session is not in the room. */
    NOT_JOINED,
    /** The host, a role or a ban forbids it. */
    FORBIDDEN,
    /** The server failed, not the client; trying again later may help. */
    INTERNAL;

    private final String slug = name().toLowerCase(Locale.ROOT);

    /** Returns the code as it stands on the wire, for example {@code bad_frame}. */
    public String slug() {
        return slug;
    }
}
