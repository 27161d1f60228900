package io.nettychat.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.nettychat.hub.Hub;
import io.nettychat.hub.RoomHandle;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Message;
import io.nettychat.model.Page;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomInfo;
import io.nettychat.model.RoomMember;
import io.nettychat.model.RoomName;
import io.nettychat.model.Sanction;
import io.nettychat.model.SlowReader;
import io.nettychat.model.User;
import io.nettychat.model.UserName;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What scripts may ask for over HTTP: {@link RoomHandle}, method by method, in JSON. Names of fields, limits and errors are
 * those of the wire. From any thread; nothing here blocks.
 */
final class Api {
    private static final int PAGE = 50;
    /** Whoever may read may ask for the head alone. */
    private static final String READ = "GET, HEAD";

    private static final long LONGEST_SECONDS = Duration.ofDays(3_650).toSeconds();
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Hub hub;

    /** Who has a rate of its own: a script is to speak for many people as easily as they do themselves. */
    private record Speaker(BearerToken token, User sender) {}

    Api(Hub hub) {
        this.hub = hub;
    }

    /**
     * Answers.
     *
     * @param who the token that the request came with
     * @throws Rejected when it is clear at once that it cannot be done
     */
    CompletionStage<ApiAnswer> answer(BearerToken who, ApiRequest request) throws Rejected {
        List<String> path = request.path();
        String methods = methods(path);
        if (methods == null) {
            throw nothing();
        }
        if (!List.of(methods.split(", ", -1)).contains(request.method())) {
            return CompletableFuture.completedFuture(ApiAnswer.notAllowed(methods));
        }
        if (path.size() == 1) {
            return path.get(0).equals("slow")
                    ? hub.slowReaders().thenApply(Api::slow)
                    : hub.rooms().thenApply(rooms -> rooms(hub.connectionCount(), rooms));
        }
        RoomHandle room = hub.room(RoomName.parse(path.get(1)));
        if (path.size() == 2) {
            return room.info().thenApply(info -> ApiAnswer.ok(json -> write(json, info)));
        }
        if (path.size() == 4) {
            return room.delete(voice("moderator"), seq(path.get(3))).thenApply(Api::placed);
        }
        String what = path.get(2);
        return what.equals("messages") && request.method().equals("POST")
                ? say(room, who, request)
                : inRoom(room, what, request);
    }

    /** Returns what an address takes, as the header {@code Allow} says it; null when there is nothing at it. */
    private static @Nullable String methods(List<String> path) {
        if (path.size() == 1) {
            return path.get(0).equals("slow") || path.get(0).equals("rooms") ? READ : null;
        }
        if (path.size() > 4 || !path.get(0).equals("rooms")) {
            return null;
        }
        if (path.size() == 2) {
            return READ;
        }
        String what = path.get(2);
        if (path.size() == 4) {
            return what.equals("messages") ? "DELETE" : null;
        }
        return switch (what) {
            case "messages" -> READ + ", POST";
            case "members", "bans", "mutes" -> READ;
            case "kick", "ban", "unban", "mute", "unmute", "close", "reopen" -> "POST";
            default -> null;
        };
    }

    private static CompletionStage<ApiAnswer> inRoom(RoomHandle room, String what, ApiRequest request) throws Rejected {
        return switch (what) {
            case "messages" -> history(room, request);
            case "members" -> room.members().thenApply(Api::members);
            case "bans" -> room.bans().thenApply(all -> sanctions("bans", all));
            case "mutes" -> room.mutes().thenApply(all -> sanctions("mutes", all));
            case "kick" -> done(room.kick(user(request)));
            case "ban" -> {
                Duration time = time(request);
                yield done(time == null ? room.ban(user(request)) : room.ban(user(request), time));
            }
            case "unban" -> done(room.unban(user(request)));
            case "mute" -> {
                Duration time = time(request);
                yield done(time == null ? room.mute(user(request)) : room.mute(user(request), time));
            }
            case "unmute" -> done(room.unmute(user(request)));
            case "close" -> {
                String reason = request.textOrNull("reason");
                yield done(room.close(reason == null ? "The room is closed." : reason));
            }
            case "reopen" -> done(room.reopen());
            default -> throw nothing();
        };
    }

    private CompletionStage<ApiAnswer> say(RoomHandle room, BearerToken who, ApiRequest request) throws Rejected {
        String name = request.textOrNull("name");
        String id = request.textOrNull("id");
        if (id != null && !ID.matcher(id).matches()) {
            throw ApiRequest.bad("\"id\" has 1 to 64 letters, digits, - and _.");
        }
        User sender = name == null ? User.SERVER : voice(UserName.parse(name).value());
        Draft draft = new Draft(request.text("text"), id);
        hub.speakerLimits().charge(new Speaker(who, sender), request.bodyBytes());
        return room.publish(sender, draft).thenApply(Api::placed);
    }

    private static User voice(String name) {
        return User.of(name);
    }

    private static CompletionStage<ApiAnswer> history(RoomHandle room, ApiRequest request) throws Rejected {
        int limit = (int) request.number("limit", PAGE, 1, RoomHandle.MAX_PAGE);
        long before = request.number("before", -1, 0, Long.MAX_VALUE);
        long after = request.number("after", -1, 0, Long.MAX_VALUE);
        if (before >= 0 && after >= 0) {
            throw ApiRequest.bad("Ask for what comes before a message or after one, not both.");
        }
        CompletionStage<Page> page =
                before >= 0 ? room.before(before, limit) : after >= 0 ? room.after(after, limit) : room.latest(limit);
        return page.thenApply(Api::page);
    }

    private static long seq(String text) throws Rejected {
        try {
            long seq = Long.parseLong(text);
            if (seq >= 1) {
                return seq;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw ApiRequest.bad("The last part of the address is the seq of a message: a whole number, 1 or more.");
    }

    /** Only the id counts. */
    private static User user(ApiRequest request) throws Rejected {
        String id = request.text("user");
        String name = request.textOrNull("name");
        return new User(id, name == null ? id : name);
    }

    private static @Nullable Duration time(ApiRequest request) throws Rejected {
        long seconds = request.field("seconds", 0, 1, LONGEST_SECONDS);
        return seconds == 0 ? null : Duration.ofSeconds(seconds);
    }

    private static Rejected nothing() {
        return new Rejected(ErrorCode.UNKNOWN_TYPE, "There is nothing at this address of the API.");
    }

    // Answers

    private static CompletionStage<ApiAnswer> done(CompletionStage<Void> stage) {
        return stage.thenApply(nothing -> ApiAnswer.ok(json -> json.writeBooleanProperty("ok", true)));
    }

    private static ApiAnswer placed(Message message) {
        return ApiAnswer.of(HttpResponseStatus.CREATED, json -> write(json, message));
    }

    /** Those furthest behind first, and of them no more than anybody reads. */
    private static ApiAnswer slow(List<SlowReader> readers) {
        return ApiAnswer.ok(json -> {
            json.writeNumberProperty("count", readers.size());
            json.writeArrayPropertyStart("slow");
            readers.stream()
                    .sorted(Comparator.comparingLong(SlowReader::behind).reversed())
                    .limit(PAGE)
                    .forEach(reader -> {
                        json.writeStartObject();
                        json.writeStringProperty("room", reader.room().value());
                        if (reader.user() != null) {
                            write(json, reader.user());
                        }
                        json.writeNumberProperty("behind", reader.behind());
                        json.writeEndObject();
                    });
            json.writeEndArray();
        });
    }

    private static ApiAnswer rooms(int connections, List<RoomInfo> rooms) {
        return ApiAnswer.ok(json -> {
            json.writeNumberProperty("connections", connections);
            json.writeArrayPropertyStart("rooms");
            for (RoomInfo room : rooms) {
                json.writeStartObject();
                write(json, room);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static ApiAnswer members(List<RoomMember> members) {
        return ApiAnswer.ok(json -> {
            json.writeNumberProperty("count", members.size());
            json.writeArrayPropertyStart("members");
            for (RoomMember member : members) {
                json.writeStartObject();
                write(json, member.user());
                json.writeStringProperty("role", member.role().name().toLowerCase(Locale.ROOT));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static ApiAnswer sanctions(String name, List<Sanction> all) {
        return ApiAnswer.ok(json -> {
            json.writeArrayPropertyStart(name);
            for (Sanction one : all) {
                json.writeStartObject();
                write(json, one.user());
                if (one.until() != null) {
                    json.writeNumberProperty("until", one.until().toEpochMilli());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static ApiAnswer page(Page page) {
        return ApiAnswer.ok(json -> {
            json.writeStringProperty("epoch", page.head().epoch());
            json.writeNumberProperty("seq", page.head().seq());
            json.writeNumberProperty("first", page.first());
            json.writeBooleanProperty("more", page.more());
            json.writeArrayPropertyStart("messages");
            for (Message message : page.messages()) {
                json.writeStartObject();
                write(json, message);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, RoomInfo room) {
        json.writeStringProperty("room", room.name().value());
        json.writeNumberProperty("members", room.members());
        json.writeNumberProperty("connections", room.connections());
        json.writeNumberProperty("seq", room.seq());
        json.writeBooleanProperty("closed", room.closed());
    }

    private static void write(JsonGenerator json, Message message) {
        json.writeNumberProperty("seq", message.seq());
        json.writeNumberProperty("time", message.timeMillis());
        write(json, message.sender());
        if (message.deletes() > 0) {
            json.writeNumberProperty("deletes", message.deletes());
        } else {
            json.writeStringProperty("text", message.text());
        }
        if (message.id() != null) {
            json.writeStringProperty("id", message.id());
        }
    }

    private static void write(JsonGenerator json, User user) {
        json.writeStringProperty("user", user.id());
        json.writeStringProperty("name", user.name());
    }
}
