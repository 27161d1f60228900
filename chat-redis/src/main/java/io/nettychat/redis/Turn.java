package io.nettychat.redis;

import io.nettychat.model.Message;
import io.nettychat.model.User;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code turn.lua} says, in its two forms: the answer to the node that asked, and what is published to all. */
final class Turn {
    private Turn() {}

    /** What became of a draft: {@code P} placed, {@code R} a repeat, {@code N} no such message, {@code L} too late. */
    record Result(char kind, long seq, long time) {}

    /** A change of a fact; {@code value} is null when it is forgotten. */
    record Fact(String key, @Nullable String value) {}

    /** What a node tells: {@code H} here, {@code G} gone, {@code T} typing, {@code K} kicked. */
    record Row(char kind, String node, User user) {}

    /** A table with the version from which and to which it was brought. */
    record Versions(long before, long after) {
        static Versions read(Fields in) {
            return new Versions(in.number(), in.number());
        }
    }

    /**
     * The answer.
     *
     * @param now the time of Redis
     * @param seq the last seq of the log
     * @param lacking messages behind the head of the node, or the newest ones
     * @param facts all facts, null when the node knows them but for those it changed itself
     * @param here all who are here, by node and user; null when the node knows
     */
    record Answer(
            String epoch,
            long now,
            long first,
            long seq,
            List<Message> lacking,
            List<Result> results,
            Versions factsVersions,
            @Nullable Map<String, String> facts,
            Versions hereVersions,
            @Nullable Map<String, String> here) {

        static Answer read(byte[] bytes) {
            Fields in = new Fields(bytes);
            String epoch = in.text();
            long now = in.number();
            long first = in.number();
            long seq = in.number();
            List<Message> lacking = messages(in, in.count());
            int count = in.count();
            List<Result> results = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                results.add(new Result(in.text().charAt(0), in.number(), in.number()));
            }
            Versions factsVersions = Versions.read(in);
            Map<String, String> facts = table(in);
            Versions hereVersions = Versions.read(in);
            return new Answer(epoch, now, first, seq, lacking, results, factsVersions, facts, hereVersions, table(in));
        }

        private static @Nullable Map<String, String> table(Fields in) {
            int size = in.count();
            if (size < 0) {
                return null;
            }
            Map<String, String> table = new HashMap<>();
            for (int i = 0; i < size; i++) {
                String key = in.text();
                String value = in.text();
                if (!key.isEmpty()) { // that is where the version is
                    table.put(key, value);
                }
            }
            return table;
        }
    }

    /** What is published. */
    record News(
            String node,
            String epoch,
            long now,
            long first,
            List<Message> messages,
            Versions factsVersions,
            List<Fact> facts,
            Versions hereVersions,
            List<Row> rows) {

        static News read(byte[] bytes) {
            Fields in = new Fields(bytes);
            String node = in.text();
            String epoch = in.text();
            long now = in.number();
            long first = in.number();
            long seq = in.number();
            int count = in.count();
            List<Message> messages = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                messages.add(message(in, seq++));
            }
            Versions factsVersions = Versions.read(in);
            count = in.count();
            List<Fact> facts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                String key = in.text();
                boolean kept = in.text().equals("1");
                String value = in.text();
                facts.add(new Fact(key, kept ? value : null));
            }
            Versions hereVersions = Versions.read(in);
            count = in.count();
            List<Row> rows = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                rows.add(new Row(in.text().charAt(0), in.text(), new User(in.text(), in.text())));
            }
            return new News(node, epoch, now, first, messages, factsVersions, facts, hereVersions, rows);
        }
    }

    /** Reads messages that say their own seq. */
    static List<Message> messages(Fields in, int count) {
        List<Message> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            messages.add(message(in, in.number()));
        }
        return messages;
    }

    private static Message message(Fields in, long seq) {
        long time = in.number();
        User user = new User(in.text(), in.text());
        String text = in.text();
        String id = in.text();
        return new Message(seq, time, user, text, id.isEmpty() ? null : id, in.number());
    }
}
