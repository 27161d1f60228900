package io.nettychat.protocol;

import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Turns the bytes of one text message into a {@link ClientFrame}. Owned by one thread: after a refusal {@link #id()} and
 * {@link #room()} tell what was read of the frame, so that the refusal can name it.
 *
 * <p>Unknown fields are skipped, fields of the wrong type are refused. When a field comes twice the last one counts.
 */
public final class FrameReader {
    private static final int MAX_ID = 64;
    private static final int MAX_ROOM = 64;
    /** Longer strings than any limit allows are cut off by the frame limit before they get here. */
    private static final int MAX_DEPTH = 16;

    private final JsonFactory json = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(20)
                    .maxNameLength(256)
                    .maxTokenCount(20_000)
                    .build())
            .build();

    /** Makes a reader for one thread. */
    public FrameReader() {}

    private final PlainMessage plainMessage = new PlainMessage();

    private @Nullable String type;
    private @Nullable String id;
    private @Nullable String room;
    private @Nullable String name;
    private @Nullable String token;
    private @Nullable String session;
    private @Nullable String epoch;
    private @Nullable String text;
    private @Nullable String action;
    private @Nullable String user;
    private @Nullable String role;
    private long since;
    private long before;
    private long after;
    private long limit;
    private long seq;
    private long seconds;

    /**
     * Reads one frame of the {@code chat.v1} dialect.
     *
     * @param bytes holds valid UTF-8
     * @throws Rejected with {@link ErrorCode#BAD_FRAME} or {@link ErrorCode#UNKNOWN_TYPE}
     */
    public ClientFrame read(byte[] bytes, int offset, int length) throws Rejected {
        forget();
        if (plainMessage.read(bytes, offset, length)) {
            id = plainMessage.id();
            room = plainMessage.room();
            return new ClientFrame.Say(id, room, plainMessage.text(), null);
        }
        parse(bytes, offset, length);
        return frame();
    }

    /** Returns the request id of the frame read last, null when it had none (or none that could be read). */
    public @Nullable String id() {
        return id;
    }

    /** Returns the room named by the frame read last, null when it named none that is short enough to be one. */
    public @Nullable String room() {
        return room == null || room.length() > MAX_ROOM ? null : room;
    }

    /** Forgets the frame read last, so that {@link #id()} and {@link #room()} name nothing. */
    public void forget() {
        type = id = room = name = token = session = epoch = text = action = user = role = null;
        since = before = after = limit = seq = seconds = -1;
    }

    private void parse(byte[] bytes, int offset, int length) throws Rejected {
        forget();
        // The parser would guess UTF-16 and UTF-32 from zeros at the beginning, and skip a byte order mark.
        if (length > 1 && (bytes[offset] == 0 || bytes[offset + 1] == 0 || bytes[offset] == (byte) 0xef)) {
            throw bad("A frame is one JSON object in UTF-8, for example {\"type\":\"ping\"}.");
        }
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("A frame is one JSON object, for example {\"type\":\"ping\"}.");
            }
            for (String field = parser.nextName(); field != null; field = parser.nextName()) {
                field(parser, field);
            }
            if (parser.nextToken() != null) {
                throw bad("A frame is one JSON object; something follows it.");
            }
        } catch (JacksonException e) {
            throw bad("This is not JSON that can be read" + where(e) + ".");
        }
    }

    private static String where(JacksonException e) {
        return e.getLocation() == null || e.getLocation().getByteOffset() < 0
                ? ""
                : " (byte " + e.getLocation().getByteOffset() + ")";
    }

    private void field(JsonParser parser, String field) throws Rejected {
        JsonToken value = parser.nextToken();
        switch (field) {
            case "type" -> type = string(parser, value, field);
            case "id" -> {
                String given = string(parser, value, field);
                if (given != null && !isId(given)) {
                    throw bad("The id must be 1 to 64 characters of A-Z, a-z, 0-9, _ and -.");
                }
                id = given;
            }
            case "room" -> room = string(parser, value, field);
            case "name" -> name = string(parser, value, field);
            case "token" -> token = string(parser, value, field);
            case "session" -> session = string(parser, value, field);
            case "epoch" -> epoch = string(parser, value, field);
            case "text" -> text = string(parser, value, field);
            case "action" -> action = string(parser, value, field);
            case "user" -> user = string(parser, value, field);
            case "role" -> role = string(parser, value, field);
            case "seq" -> seq = number(parser, value, field);
            case "seconds" -> seconds = number(parser, value, field);
            case "since" -> since = number(parser, value, field);
            case "before" -> before = number(parser, value, field);
            case "after" -> after = number(parser, value, field);
            case "limit" -> limit = number(parser, value, field);
            default -> parser.skipChildren();
        }
    }

    private static @Nullable String string(JsonParser parser, @Nullable JsonToken value, String field) throws Rejected {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        if (value == JsonToken.VALUE_NULL) {
            return null;
        }
        throw bad("The field \"" + field + "\" must be a string.");
    }

    private static long number(JsonParser parser, @Nullable JsonToken value, String field) throws Rejected {
        if (value == JsonToken.VALUE_NULL) {
            return -1;
        }
        if (value == JsonToken.VALUE_NUMBER_INT) {
            long number;
            try {
                number = parser.getLongValue();
            } catch (JacksonException tooLong) {
                number = -1;
            }
            if (number >= 0) {
                return number;
            }
        }
        throw bad("The field \"" + field + "\" must be a whole number, 0 or more.");
    }

    /** Returns whether a request id has the form that ids have: 1 to 64 characters of {@code [A-Za-z0-9_-]}. */
    public static boolean isId(String id) {
        int length = id.length();
        if (length == 0 || length > MAX_ID) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = id.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean digit = c >= '0' && c <= '9';
            if (!letter && !digit && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private ClientFrame frame() throws Rejected {
        if (type == null) {
            throw bad("The field \"type\" is missing.");
        }
        return switch (type) {
            case "message" -> new ClientFrame.Say(id, room, need(text, "text"), name);
            case "typing" -> new ClientFrame.Typing(need(room, "room"));
            case "ping" -> new ClientFrame.Ping(id);
            case "hello" -> new ClientFrame.Hello(id, name, token, session);
            case "join" -> new ClientFrame.Join(id, need(room, "room"), epoch, since, clamp(limit));
            case "leave" -> new ClientFrame.Leave(id, need(room, "room"));
            case "history" -> {
                if (before >= 0 && after >= 0) {
                    throw bad("Ask for history either before or after a seq, not both.");
                }
                yield new ClientFrame.History(id, need(room, "room"), before, after, clamp(limit));
            }
            case "members" -> new ClientFrame.Members(id, need(room, "room"));
            case "name" -> new ClientFrame.Rename(id, need(name, "name"));
            case "mod" -> moderate();
            default ->
                throw new Rejected(
                        ErrorCode.UNKNOWN_TYPE,
                        "There is no frame of this type. Known are hello, join, leave, message, history, members,"
                                + " typing, name, mod and ping.");
        };
    }

    private ClientFrame moderate() throws Rejected {
        String what = need(action, "action");
        for (ClientFrame.Action known : ClientFrame.Action.values()) {
            if (known.slug().equals(what)) {
                return moderate(known);
            }
        }
        throw bad("The action is one of delete, kick, ban, unban, mute, unmute and role.");
    }

    private ClientFrame moderate(ClientFrame.Action what) throws Rejected {
        if (what == ClientFrame.Action.DELETE) {
            if (seq < 1) {
                throw bad("The field \"seq\" says which message is to be deleted.");
            }
        } else if (!Identity.isUserId(need(user, "user"))) {
            throw bad("The field \"user\" is the id of a user.");
        }
        Role given = role == null ? null : Role.of(role);
        if (what == ClientFrame.Action.ROLE && given == null) {
            throw bad("The role is one of owner, moderator and member.");
        }
        if (seconds == 0) {
            throw bad("The field \"seconds\" is 1 or more; without it, it is for good.");
        }
        return new ClientFrame.Moderate(id, need(room, "room"), what, user, seq, seconds, given);
    }

    private static int clamp(long limit) {
        return (int) Math.min(limit, Integer.MAX_VALUE);
    }

    private static String need(@Nullable String value, String field) throws Rejected {
        if (value == null) {
            throw bad("The field \"" + field + "\" is missing.");
        }
        return value;
    }

    private static Rejected bad(String reason) {
        return new Rejected(ErrorCode.BAD_FRAME, reason);
    }
}
