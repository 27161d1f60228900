package io.nettychat.launcher.check;

import io.nettychat.launcher.Printable;
import io.nettychat.launcher.check.Run.Result;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** The result of a check, for people or for programs. */
final class Report {
    private final CheckOptions options;
    private final Result result;

    Report(CheckOptions options, Result result) {
        this.options = options;
        this.result = result;
    }

    void print(PrintStream out) {
        if (options.json) {
            out.println(json());
        } else {
            text(out);
        }
        out.flush();
    }

    private static String lower(Object key) {
        return key.toString().toLowerCase(Locale.ROOT);
    }

    private static String counts(Map<?, Long> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(entry -> lower(entry.getKey()) + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }

    private void text(PrintStream out) {
        Figures figures = result.figures();
        out.println("room         " + Printable.escape(result.room()) + ", " + options.clients + " clients");
        out.println(
                "messages     " + figures.said + " said, " + figures.acknowledged + " acknowledged (" + figures.repeated
                        + " times told that it was there already), " + figures.rateLimited + " times rate_limited");
        out.println("deliveries   " + figures.deliveries);
        out.println("connections  " + figures.connections + ", " + figures.refusedConnections + " attempts failed");
        out.println("cuts         " + counts(figures.cuts));
        out.println("by server    " + Printable.escape(counts(figures.endedByServer)));
        out.println("joins        " + counts(figures.joins) + "; sessions forgotten " + figures.sessionsForgotten);
        out.println("gaps         " + figures.gaps + " announced, " + figures.gapMessages + " messages in them");
        out.println("epochs       " + result.epochs());
        out.println(
                "own copy     p50 " + figures.latencyMillis(500) + " ms, p99 " + figures.latencyMillis(990) + " ms");
        for (Broken broken : result.verdict().kept()) {
            out.println(Printable.escape(line(broken)));
        }
        long more = result.verdict().count() - result.verdict().kept().size();
        if (more > 0) {
            out.println("... and " + more + " more");
        }
        if (!result.verdict().isGood()) {
            out.println("BROKEN: " + result.verdict().count() + " times a promise did not hold");
        } else if (result.impossible() == null) {
            out.println("All promises held.");
        }
    }

    private String line(Broken broken) {
        StringBuilder line = new StringBuilder("broken ").append(broken.promise().slug);
        line.append(": ").append(broken.who()).append(": ").append(broken.what());
        line.append(" [room ").append(result.room());
        if (broken.epoch() != null) {
            line.append(", epoch ").append(broken.epoch());
        }
        if (broken.seq() > 0) {
            line.append(", seq ").append(broken.seq());
        }
        if (broken.id() != null) {
            line.append(", id ").append(broken.id());
        }
        return line.append(']').toString();
    }

    private String json() {
        Figures figures = result.figures();
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Frame.JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeBooleanProperty("ok", result.verdict().isGood() && result.impossible() == null);
            if (result.impossible() != null) {
                json.writeStringProperty("impossible", result.impossible());
            }
            json.writeStringProperty("room", result.room());
            json.writeNumberProperty("clients", options.clients);
            json.writeNumberProperty("seconds", options.seconds);
            json.writeNumberProperty("messages", figures.said);
            json.writeNumberProperty("acknowledged", figures.acknowledged);
            json.writeNumberProperty("repeated", figures.repeated);
            json.writeNumberProperty("rateLimited", figures.rateLimited);
            json.writeNumberProperty("deliveries", figures.deliveries);
            json.writeNumberProperty("connections", figures.connections);
            json.writeNumberProperty("failedConnections", figures.refusedConnections);
            json.writeNumberProperty("sessionsForgotten", figures.sessionsForgotten);
            counts(json, "cuts", figures.cuts);
            counts(json, "endedByServer", figures.endedByServer);
            counts(json, "joins", figures.joins);
            json.writeNumberProperty("gaps", figures.gaps);
            json.writeNumberProperty("gapMessages", figures.gapMessages);
            json.writeNumberProperty("epochs", result.epochs());
            json.writeNumberProperty("ownCopyP50Millis", figures.latencyMillis(500));
            json.writeNumberProperty("ownCopyP99Millis", figures.latencyMillis(990));
            json.writeNumberProperty("brokenCount", result.verdict().count());
            json.writeArrayPropertyStart("broken");
            for (Broken broken : result.verdict().kept()) {
                broken(json, broken);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void counts(JsonGenerator json, String name, Map<?, Long> counts) {
        json.writeObjectPropertyStart(name);
        counts.forEach((key, count) -> json.writeNumberProperty(lower(key), count));
        json.writeEndObject();
    }

    private static void broken(JsonGenerator json, Broken broken) {
        json.writeStartObject();
        json.writeStringProperty("promise", broken.promise().slug);
        if (broken.epoch() != null) {
            json.writeStringProperty("epoch", broken.epoch());
        }
        if (broken.seq() > 0) {
            json.writeNumberProperty("seq", broken.seq());
        }
        if (broken.id() != null) {
            json.writeStringProperty("id", broken.id());
        }
        json.writeStringProperty("who", broken.who());
        json.writeStringProperty("what", broken.what());
        json.writeEndObject();
    }
}
