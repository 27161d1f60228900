package io.nettychat.launcher.check;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One check from its first connection to its result: all servers are tried, the clients speak and cut, then they fall
 * silent, everybody must get everything, and what each server keeps as history is compared. Owned by its loop.
 */
final class Run {
    private static final int TICK_MILLIS = 50;
    /** Who cut its connection last of all has its time to come back, but the whole must come to an end. */
    private static final int SETTLE_MOST_SECONDS = 22;

    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    private final CheckOptions options;
    private final EventLoop loop;
    private final @Nullable SslContext tls;
    private final Consumer<String> progress;
    private final String mark = random(8);
    private final String room;
    private final Speech speech = new Speech(mark);
    private final Verdict verdict = new Verdict();
    private final Figures figures = new Figures();
    private final Ledger ledger = new Ledger(verdict, speech::text);
    private final List<Client> clients = new ArrayList<>();
    private final CompletableFuture<Result> result = new CompletableFuture<>();

    private long begun;
    private long due;
    private int speaker;
    private int names;
    private boolean speaking;
    private long settleUntil;

    Run(CheckOptions options, EventLoop loop, @Nullable SslContext tls, Consumer<String> progress) {
        this.options = options;
        this.loop = loop;
        this.tls = tls;
        this.progress = progress;
        this.room = options.room == null ? "check-" + mark : options.room;
    }

    /**
     * What came of it.
     *
     * @param impossible why nothing could be proved, null when it could
     */
    record Result(
            String room,
            Verdict verdict,
            Figures figures,
            int epochs,
            @Nullable String impossible) {}

    private static String random(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(ThreadLocalRandom.current().nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** Begins; completes on the loop. From any thread. */
    CompletableFuture<Result> begin() {
        loop.execute(() -> tryServer(0));
        return result;
    }

    /** What is known so far, for when the run itself hangs. */
    Result unfinished() {
        return new Result(room, verdict, figures, ledger.epochs(), "the check did not come to its end");
    }

    // ---- for the clients

    EventLoop loop() {
        return loop;
    }

    String room() {
        return room;
    }

    Speech speech() {
        return speech;
    }

    Verdict verdict() {
        return verdict;
    }

    Figures figures() {
        return figures;
    }

    Ledger ledger() {
        return ledger;
    }

    String nameOf(int number) {
        return "check-" + mark + "-" + number;
    }

    String anotherName(String taken) {
        return taken.split("_", 2)[0] + "_" + ++names;
    }

    /** Connects to any of the servers. */
    Link connect(Link.Listener listener) {
        return connect(options.targets.get(ThreadLocalRandom.current().nextInt(options.targets.size())), listener);
    }

    Link connect(Target target, Link.Listener listener) {
        return Link.open(target, listener, loop, tls);
    }

    /** Returns when a client that is in now is to cut its connection, in nanoseconds. */
    long nextCut() {
        if (options.cutEvery == 0) {
            return System.nanoTime() + TimeUnit.DAYS.toNanos(365);
        }
        double share = -Math.log(1 - ThreadLocalRandom.current().nextDouble());
        return System.nanoTime() + (long) (share * options.cutEvery * 1e9);
    }

    /** Nothing can be proved here. */
    void giveUp(String why) {
        end(why);
    }

    // ---- the course of things

    private void tryServer(int number) {
        if (number == options.targets.size()) {
            start();
            return;
        }
        Target target = options.targets.get(number);
        connect(target, new Link.Listener() {
            @Override
            public void open(Link link) {
                link.reset();
                tryServer(number + 1);
            }

            @Override
            public void frame(Link link, String text) {}

            @Override
            public void over(Link link, boolean wasOpen, int code, String why) {
                end("There is no chat server at " + target.url() + ": " + why + ". Is it running, and the path right?");
            }
        });
    }

    private void start() {
        begun = due = System.nanoTime();
        speaking = true;
        for (int i = 1; i <= options.clients; i++) {
            Client client = new Client(this, i);
            clients.add(client);
            client.begin();
        }
        loop.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
        loop.schedule(this::tellProgress, 1, TimeUnit.SECONDS);
    }

    private void tick() {
        if (result.isDone()) {
            return;
        }
        long now = System.nanoTime();
        if (speaking && now - begun >= TimeUnit.SECONDS.toNanos(options.seconds)) {
            speaking = false;
            settleUntil = now + TimeUnit.SECONDS.toNanos(options.settle);
        }
        clients.forEach(client -> client.tick(now, speaking));
        if (speaking) {
            speak(now);
        } else if (clients.stream().allMatch(Client::isSettled)
                || (now - settleUntil >= 0 && clients.stream().noneMatch(client -> client.isOnItsWay(now)))
                || now - settleUntil >= TimeUnit.SECONDS.toNanos(SETTLE_MOST_SECONDS - options.settle)) {
            compareHistories();
            return;
        }
        loop.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void speak(long now) {
        long pause = TimeUnit.SECONDS.toNanos(1) / options.rate;
        for (int full = 0; now - due >= 0 && full < clients.size(); due += pause) {
            speaker = (speaker + 1) % clients.size();
            full = clients.get(speaker).say() ? 0 : full + 1;
        }
        if (now - due > TimeUnit.SECONDS.toNanos(1)) {
            due = now; // everybody has enough to say: what could not be said is not made up for
        }
    }

    private void tellProgress() {
        if (result.isDone()) {
            return;
        }
        progress.accept(String.format(
                java.util.Locale.ROOT,
                "%3d s  in %d/%d  said %d  acknowledged %d  deliveries %d  cuts %d  resumed %d  gaps %d  epochs %d"
                        + "  broken %d",
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun),
                clients.stream().filter(Client::isLive).count(),
                clients.size(),
                figures.said,
                figures.acknowledged,
                figures.deliveries,
                figures.cuts(),
                figures.joins(Reading.Outcome.RESUMED),
                figures.gaps + figures.joins(Reading.Outcome.GAP),
                ledger.epochs(),
                verdict.count()));
        loop.schedule(this::tellProgress, 1, TimeUnit.SECONDS);
    }

    private void compareHistories() {
        Set<String> whole = new HashSet<>();
        for (Client client : clients) {
            String epoch = client.epoch();
            if (client.isLive() && epoch != null) {
                whole.add(epoch);
            }
        }
        HistoryCheck.begin(this, options.targets, unreachable -> {
            if (unreachable.size() < options.targets.size()) {
                clients.forEach(Client::judge);
                ledger.settle(whole);
                end(null);
            } else {
                end("No server was there at the end, so that what it kept could not be compared: "
                        + unreachable.get(0));
            }
        });
    }

    private void end(@Nullable String impossible) {
        if (result.isDone()) {
            return;
        }
        clients.forEach(Client::finish);
        result.complete(new Result(room, verdict, figures, ledger.epochs(), impossible));
    }
}
