package io.nettychat.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.nettychat.model.Limits;
import io.nettychat.model.Message;
import io.nettychat.model.Role;
import io.nettychat.model.User;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The only place that knows how a server frame looks in bytes. Each method appends one finished WebSocket text frame,
 * header included, to a buffer of the caller's. Owned by one thread: it keeps a scratch buffer between calls.
 */
public final class FrameWriter {
    private static final byte[] MESSAGE = ascii("{\"type\":\"message\",\"room\":");
    private static final byte[] SEQ = ascii(",\"seq\":");
    private static final byte[] TIME = ascii(",\"time\":");
    private static final byte[] HMS = ascii(",\"hms\":\"");
    private static final byte[] USER_AFTER_HMS = ascii("\",\"user\":");
    private static final byte[] NAME = ascii(",\"name\":");
    private static final byte[] TEXT = ascii(",\"text\":");
    private static final byte[] ID = ascii(",\"id\":");
    private static final byte[] NO_ID = ascii(",\"id\":\"s");
    private static final byte[] DELETED = ascii(",\"deleted\":true");
    private static final byte[] DELETION = ascii("{\"type\":\"deleted\",\"room\":");
    private static final byte[] TARGET = ascii(",\"target\":");
    private static final byte[] USER_FIELD = ascii(",\"user\":");

    private final JsonBuffer json = new JsonBuffer();
    private final TimeOfDay timeOfDay;

    /** @param zone the time zone of {@code hms} */
    public FrameWriter(ZoneId zone) {
        this.timeOfDay = new TimeOfDay(zone);
    }

    /** Appends a message of the log as everyone in the room is sent it. */
    public void message(ByteBuf out, String room, Message message) {
        json.clear();
        appendMessage(room, message);
        finish(out);
    }

    /** Returns how many bytes of JSON a message of the log is, give or take the digits of its numbers. */
    public static int sizeOf(String room, Message message) {
        return 120
                + JsonBuffer.sizeOf(room)
                + JsonBuffer.sizeOf(message.sender().id())
                + JsonBuffer.sizeOf(message.sender().name())
                + JsonBuffer.sizeOf(message.text())
                + (message.id() == null ? 0 : message.id().length())
                + (message.isDeleted() ? DELETED.length : 0);
    }

    /**
     * Appends who came, went and was renamed. The lists may be null: then only {@code count} is said.
     *
     * @param roles what those hold who hold a role, by user id
     */
    public void presence(
            ByteBuf out,
            String room,
            @Nullable Collection<User> joined,
            @Nullable Collection<User> left,
            @Nullable Collection<User> renamed,
            Map<String, Role> roles,
            int count) {
        begin("presence").field("room", room);
        users("joined", joined, roles);
        users("left", left, Map.of());
        users("renamed", renamed, roles);
        field("count", count);
        end(out);
    }

    /** Appends who is typing. */
    public void typing(ByteBuf out, String room, Collection<User> users) {
        begin("typing").field("room", room);
        users("users", users, Map.of());
        end(out);
    }

    /** Appends a frame for one client. */
    public void write(ByteBuf out, ServerFrame frame) {
        if (frame instanceof ServerFrame.Joined joined) {
            joined(out, joined);
        } else if (frame instanceof ServerFrame.History history) {
            begin("history").id(history.id()).field("room", history.room());
            messages(history.room(), history.messages());
            field("more", history.more()).end(out);
        } else if (frame instanceof ServerFrame.Ack ack) {
            begin("ack").id(ack.id()).field("room", ack.room());
            field("seq", ack.seq()).field("time", ack.timeMillis()).end(out);
        } else if (frame instanceof ServerFrame.Refused refused) {
            begin("error").id(refused.id());
            if (refused.room() != null) {
                field("room", refused.room());
            }
            field("code", refused.code().slug()).field("reason", refused.reason());
            if (refused.retryAfterMillis() > 0) {
                field("retryAfter", refused.retryAfterMillis());
            }
            end(out);
        } else if (frame instanceof ServerFrame.Welcome welcome) {
            welcome(out, welcome);
        } else if (frame instanceof ServerFrame.Pong pong) {
            begin("pong").id(pong.id()).field("time", pong.timeMillis()).end(out);
        } else if (frame instanceof ServerFrame.Left left) {
            begin("left").id(left.id()).field("room", left.room());
            if (left.reason() != null) {
                field("reason", left.reason());
            }
            end(out);
        } else if (frame instanceof ServerFrame.Members members) {
            begin("members").id(members.id()).field("room", members.room());
            users("members", members.members(), members.roles());
            field("count", members.count()).end(out);
        } else if (frame instanceof ServerFrame.Moderated moderated) {
            moderated(out, moderated.request());
        } else if (frame instanceof ServerFrame.Renamed renamed) {
            begin("name").id(renamed.id()).field("user", renamed.user().id());
            field("name", renamed.user().name()).end(out);
        } else if (frame instanceof ServerFrame.Gap gap) {
            begin("gap").field("room", gap.room());
            field("from", gap.from()).field("to", gap.to()).end(out);
        } else if (frame instanceof ServerFrame.Idle idle) {
            begin("idle").field("seconds", idle.seconds()).end(out);
        } else if (frame instanceof ServerFrame.Bye bye) {
            begin("bye").field("code", bye.reason().slug()).field("reason", bye.text());
            field("reconnect", bye.reason().reconnect());
            if (bye.afterMillis() >= 0) {
                field("after", bye.afterMillis());
            }
            end(out);
        } else if (frame instanceof ServerFrame.Notice notice) {
            begin("message").field("room", notice.room()).field("time", notice.timeMillis());
            json.raw(HMS).raw(timeOfDay.hms(notice.timeMillis())).raw('"');
            field("user", User.SERVER.id()).field("name", User.SERVER.name());
            field("text", notice.text()).end(out);
        } else {
            throw new AssertionError("no bytes for " + frame.getClass());
        }
    }

    private void joined(ByteBuf out, ServerFrame.Joined joined) {
        begin("joined").id(joined.id()).field("room", joined.room());
        field("epoch", joined.epoch()).field("seq", joined.head()).field("first", joined.first());
        field("how", joined.how().name().toLowerCase(Locale.ROOT));
        messages(joined.room(), joined.messages());
        role(joined.role());
        if (joined.members() != null) {
            users("members", joined.members(), joined.roles());
        }
        field("count", joined.count()).end(out);
    }

    private void welcome(ByteBuf out, ServerFrame.Welcome welcome) {
        begin("welcome").id(welcome.id());
        field("user", welcome.user().id()).field("name", welcome.user().name());
        role(welcome.role());
        field("session", welcome.session()).field("resumed", welcome.resumed());
        field("time", welcome.timeMillis());
        Limits limits = welcome.limits();
        json.raw(ascii(",\"limits\":{\"text\":")).number(limits.textChars());
        field("frame", limits.frameBytes()).field("rooms", limits.rooms());
        field("idle", limits.idle().toSeconds()).field("rate", limits.rate());
        json.raw('}');
        end(out);
    }

    private void moderated(ByteBuf out, ClientFrame.Moderate request) {
        begin("mod").id(request.id()).field("room", request.room());
        field("action", request.action().slug());
        if (request.user() != null) {
            field("user", request.user());
        }
        if (request.seq() > 0) {
            field("seq", request.seq());
        }
        if (request.seconds() > 0) {
            field("seconds", request.seconds());
        }
        if (request.role() != null) {
            field("role", request.role().slug());
        }
        end(out);
    }

    /** Appends a role, which who holds none is not told. */
    private void role(Role role) {
        if (role != Role.MEMBER) {
            field("role", role.slug());
        }
    }

    private void messages(String room, List<Message> messages) {
        json.raw(ascii(",\"messages\":["));
        for (int i = 0; i < messages.size(); i++) {
            if (i > 0) {
                json.raw(',');
            }
            appendMessage(room, messages.get(i));
        }
        json.raw(']');
    }

    private void appendMessage(String room, Message message) {
        if (message.isDeletion()) {
            appendDeletion(room, message);
            return;
        }
        json.raw(MESSAGE).string(room);
        json.raw(SEQ).number(message.seq());
        json.raw(TIME).number(message.timeMillis());
        json.raw(HMS).raw(timeOfDay.hms(message.timeMillis()));
        json.raw(USER_AFTER_HMS).string(message.sender().id());
        json.raw(NAME).string(message.sender().name());
        json.raw(TEXT).string(message.text());
        if (message.id() != null) {
            json.raw(ID).string(message.id());
        } else {
            json.raw(NO_ID).number(message.seq()).raw('"'); // its sender gave it none, but every message has one
        }
        if (message.isDeleted()) {
            json.raw(DELETED);
        }
        json.raw('}');
    }

    private void appendDeletion(String room, Message deletion) {
        json.raw(DELETION).string(room);
        json.raw(SEQ).number(deletion.seq());
        json.raw(TARGET).number(deletion.deletes());
        json.raw(TIME).number(deletion.timeMillis());
        json.raw(USER_FIELD).string(deletion.sender().id());
        json.raw(NAME).string(deletion.sender().name());
        json.raw('}');
    }

    private void users(String field, @Nullable Collection<User> users, Map<String, Role> roles) {
        if (users == null) {
            return;
        }
        json.raw(',').string(field).raw(':').raw('[');
        boolean first = true;
        for (User user : users) {
            json.raw(first ? USER : NEXT_USER).string(user.id()).raw(NAME).string(user.name());
            role(roles.getOrDefault(user.id(), Role.MEMBER));
            json.raw('}');
            first = false;
        }
        json.raw(']');
    }

    private static final byte[] USER = ascii("{\"user\":");
    private static final byte[] NEXT_USER = ascii(",{\"user\":");

    private FrameWriter begin(String type) {
        json.clear();
        json.raw(ascii("{\"type\":")).string(type);
        return this;
    }

    private FrameWriter id(@Nullable String id) {
        return id == null ? this : field("id", id);
    }

    private FrameWriter field(String name, String value) {
        json.raw(',').string(name).raw(':').string(value);
        return this;
    }

    private FrameWriter field(String name, long value) {
        json.raw(',').string(name).raw(':').number(value);
        return this;
    }

    private FrameWriter field(String name, boolean value) {
        json.raw(',').string(name).raw(':').bool(value);
        return this;
    }

    private void end(ByteBuf out) {
        json.raw('}');
        finish(out);
    }

    private void finish(ByteBuf out) {
        WebSocketFraming.text(out, json.array(), 0, json.length());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
