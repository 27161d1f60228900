package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random interleavings of everything that can happen to a room, against what must hold whatever happens: one order for
 * all, no hole without a gap, nothing twice, nothing lost that was acknowledged, nothing left behind. The loops are
 * stepped in random order, so each seed is one schedule, which can be had again with {@code -Dmodel.seed=N}.
 */
class RoomModelTest {
    private static final int SEEDS = Integer.getInteger("model.seeds", 200);
    private static final int STEPS = 400;

    @Test
    void whateverHappensEveryReaderSeesOneLog() {
        Integer one = Integer.getInteger("model.seed");
        for (int seed = one == null ? 1 : one; seed <= (one == null ? SEEDS : one); seed++) {
            try {
                new Model(seed).run();
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + " (run it alone with -Dmodel.seed=" + seed + ")", e);
            }
        }
    }

    /** One user: a client that behaves as a good one does, and checks what it is sent. */
    private static final class Reader {
        final String name;
        Client client;

        @Nullable
        String session;
        /** By room, what this reader knows of it; survives the connection. */
        final Map<String, Place> places = new HashMap<>();

        Reader(String name, Client client) {
            this.name = name;
            this.client = client;
        }
    }

    /** Where a reader is in a room. */
    private static final class Place {
        String epoch = "";
        long seen;
        /** Whether the last join has been answered and no leave asked for since. */
        boolean in;

        int joins;
        int leaves;
        /** The furthest position it has claimed to be at, on this connection. */
        long claimed;
    }

    private static final class Model {
        final Random random;
        final House house;
        final String[] rooms;
        final List<Reader> readers = new ArrayList<>();
        /** The one log, as pieced together from what readers saw. */
        final Map<String, Map<Long, Frame>> logs = new HashMap<>();

        final Map<String, String> said = new HashMap<>();
        /** Null when the log is in memory and answers at once. */
        @Nullable
        LateLog log;

        int ids;

        Model(int seed) {
            random = new Random(seed);
            int loops = 1 + random.nextInt(3);
            int history = new int[] {0, 3, 20, 200, 1_000}[random.nextInt(5)];
            Duration age = Duration.ofSeconds(30);
            boolean elsewhere = random.nextInt(3) == 0;
            house = new House(loops, hub -> {
                hub.history(history)
                        .historyAge(age)
                        .limits(House.UNLIMITED.toBuilder()
                                .grace(Duration.ofSeconds(2))
                                .build());
                if (elsewhere) {
                    log = new LateLog(new MemoryLog(
                            history,
                            age,
                            4 << 20,
                            new MemoryBudget(Long.MAX_VALUE),
                            hub.clock,
                            hub.loops.iterator().next().ticker()));
                    hub.log(log);
                }
            });
            if (random.nextInt(4) == 0) {
                house.foreignLoop();
            }
            rooms = new String[] {house.roomOn(0), house.roomOn(random.nextInt(loops), 1)};
            int count = 2 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                String name = "user" + i;
                readers.add(new Reader(name, house.connect(anyLoop()).hello(name)));
            }
        }

        int anyLoop() {
            return random.nextInt(house.loops.size());
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                act(readers.get(random.nextInt(readers.size())));
                for (int steps = random.nextInt(4); steps > 0; steps--) {
                    house.step(anyLoop());
                }
                if (log != null) {
                    log.answer(random.nextInt(4));
                }
                if (random.nextInt(10) == 0) {
                    readers.forEach(this::look);
                }
            }
            readers.forEach(reader -> reader.client.unblock());
            settle();
            house.pass(Duration.ofSeconds(3));
            settle();
            readers.forEach(this::look);
            everybodyHearsTheLastWord();
            LateLog late = log;
            if (late != null) {
                late.prompt = true;
            }
            house.close();
            assertThat(late == null ? 0 : late.open).isZero();
        }

        private void settle() {
            house.settle();
            for (int i = 0; log != null && i < 100; i++) {
                log.answer();
                house.settle();
            }
        }

        private void act(Reader reader) {
            String room = rooms[random.nextInt(rooms.length)];
            Place place = reader.places.computeIfAbsent(room, unused -> new Place());
            Client client = reader.client;
            switch (random.nextInt(20)) {
                case 0, 1 -> {
                    place.joins++;
                    if (place.epoch.isEmpty() || random.nextInt(3) == 0) {
                        client.send("{'type':'join','room':'" + room + "','limit':" + random.nextInt(150) + "}");
                    } else {
                        long since = Math.max(0, place.seen - random.nextInt(3));
                        place.claimed = Math.max(place.claimed, since);
                        client.join(room, place.epoch, since);
                    }
                }
                case 2 -> {
                    if (place.joins > place.leaves) {
                        place.leaves++;
                        client.leave(room);
                    }
                }
                case 3, 4, 5, 6, 7 -> say(client, room, 1);
                case 8 -> say(client, room, 1 + random.nextInt(40));
                case 9 -> client.say(room, "id" + random.nextInt(ids + 1), "repeated");
                case 10, 11 -> client.block();
                case 12, 13 -> client.unblock();
                case 14 -> client.take(random.nextInt(20_000));
                case 15 -> {
                    client.unblock();
                    client.cut();
                    reconnect(reader);
                }
                case 16 -> {
                    if (random.nextInt(4) == 0) {
                        house.ticker.advance(random.nextInt(40), TimeUnit.SECONDS);
                    } else {
                        house.ticker.advance(random.nextInt(1_500), TimeUnit.MILLISECONDS);
                    }
                }
                case 17 -> client.send("{'type':'typing','room':'" + room + "'}");
                case 18 -> client.send("{'type':'history','room':'" + room + "','before':" + random.nextInt(100) + "}");
                default -> {
                    // takes over from itself: the old connection may be in the middle of anything
                    reconnect(reader);
                }
            }
        }

        private void say(Client client, String room, int count) {
            String[] frames = new String[count];
            for (int i = 0; i < count; i++) {
                String text = "x".repeat(random.nextInt(1_000)) + ids;
                frames[i] = Client.saying(room, "id" + ids++, text);
            }
            client.send(frames);
        }

        private void reconnect(Reader reader) {
            look(reader);
            Client client = house.connect(anyLoop());
            client.direct = random.nextBoolean();
            String session = reader.session == null ? "" : "','session':'" + reader.session;
            client.send("{'type':'hello','name':'" + reader.name + session + "'}");
            if (reader.session == null) {
                reader.client.cut(); // else nobody would ever take its name over
            }
            reader.client = client;
            for (Map.Entry<String, Place> entry : reader.places.entrySet()) {
                Place place = entry.getValue();
                place.in = false;
                place.joins = place.leaves = 0;
                place.claimed = 0;
                if (random.nextBoolean()) {
                    place.joins = 1;
                    if (place.epoch.isEmpty()) {
                        client.join(entry.getKey());
                    } else {
                        place.claimed = place.seen;
                        client.join(entry.getKey(), place.epoch, place.seen);
                    }
                }
            }
        }

        private void look(Reader reader) {
            for (Frame frame : reader.client.frames()) {
                Place place = frame.has("room")
                        ? reader.places.computeIfAbsent(frame.string("room"), unused -> new Place())
                        : new Place();
                switch (frame.type()) {
                    case "welcome" -> reader.session = frame.string("session");
                    case "joined" -> joined(reader, frame, place);
                    case "message" -> {
                        assertThat(place.in)
                                .as("%s is sent a message of a room it is not in: %s", reader.name, frame)
                                .isTrue();
                        next(reader, place, frame);
                    }
                    case "gap" -> {
                        assertThat(frame.number("from"))
                                .as("%s: %s", reader.name, frame)
                                .isEqualTo(place.seen + 1);
                        assertThat(frame.number("to")).isGreaterThan(place.seen);
                        place.seen = frame.number("to");
                    }
                    case "left" -> place.in = false;
                    case "error" -> {
                        if (frame.string("code").equals("name_taken")) {
                            // the ghost of this reader's first connection is still here
                            reader.client.hello(reader.name);
                        } else {
                            assertThat(frame.string("code")).isIn("not_joined", "hello_first");
                        }
                    }
                    default -> assertThat(frame.type()).isIn("ack", "history", "members", "presence", "typing", "bye");
                }
            }
        }

        private void joined(Reader reader, Frame joined, Place place) {
            place.in = true;
            List<Frame> messages = joined.list("messages");
            long head = joined.number("seq");
            if (!joined.string("how").equals("resumed")) {
                place.epoch = joined.string("epoch");
                place.seen = messages.isEmpty() ? head : messages.get(0).number("seq") - 1;
            } else {
                assertThat(joined.string("epoch")).isEqualTo(place.epoch);
                long from = messages.isEmpty() ? head : messages.get(0).number("seq") - 1;
                assertThat(from).as("resumed without a hole").isLessThanOrEqualTo(Math.max(place.seen, place.claimed));
                place.seen = from;
            }
            messages.forEach(message -> next(reader, place, message));
            assertThat(place.seen).isLessThanOrEqualTo(head);
            if (log == null && messages.size() < 100 && joined.toString().length() < 30_000) {
                assertThat(place.seen).as("joined carries all there is").isEqualTo(head);
            }
        }

        private void next(Reader reader, Place place, Frame message) {
            assertThat(message.number("seq")).as("%s: %s", reader.name, message).isEqualTo(place.seen + 1);
            place.seen++;
            String room = message.string("room") + " " + place.epoch;
            Frame known = logs.computeIfAbsent(room, unused -> new HashMap<>()).putIfAbsent(place.seen, message);
            if (known != null) {
                assertThat(message).isEqualTo(known);
            } else {
                String key = room + message.string("user") + message.string("id");
                assertThat(said.putIfAbsent(key, message.string("text")))
                        .as("said twice: %s", message)
                        .isNull();
            }
        }

        /** Whoever believes to be in a room is heard there, and hears all others. */
        private void everybodyHearsTheLastWord() {
            for (String room : rooms) {
                List<Reader> members = readers.stream()
                        .filter(reader -> !reader.client.isGone())
                        .filter(reader -> reader.places.containsKey(room) && reader.places.get(room).in)
                        .toList();
                for (Reader member : members) {
                    member.client.say(room, "last", "last");
                }
                settle();
                members.forEach(this::look);
                Set<String> heads = new HashSet<>();
                for (Reader member : members) {
                    Place place = member.places.computeIfAbsent(room, unused -> new Place());
                    Map<Long, Frame> seen = logs.getOrDefault(room + " " + place.epoch, Map.of());
                    assertThat(seen).as("%s in %s", member.name, room).containsKey(place.seen);
                    assertThat(seen)
                            .extractingByKey(place.seen)
                            .matches(last -> last.string("id").equals("last"));
                    heads.add(place.epoch + " " + place.seen);
                }
                assertThat(heads).hasSizeLessThanOrEqualTo(1);
            }
        }
    }
}
