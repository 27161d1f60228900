package io.nettychat.hub;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.Message;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.spi.Authenticator;
import io.nettychat.spi.ChatListener;
import io.nettychat.spi.Handshake;
import io.nettychat.spi.Interceptor;
import io.nettychat.spi.RoomPolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the host has a say in: who comes, where to, and with which words. */
class HooksTest {
    private @Nullable House house;

    private House house(Consumer<HubBuilder> settings) {
        House made = new House(2, builder -> settings.accept(builder.hookThreads(Runnable::run)));
        house = made;
        return made;
    }

    @AfterEach
    void nothingIsLeft() {
        if (house != null) {
            house.close();
        }
    }

    /** Knows the tokens {@code user:name}, each part optional, and refuses {@code bad}. */
    private static final class Tokens implements Authenticator {
        @Override
        public CompletionStage<@Nullable Identity> authenticate(Handshake handshake) throws Rejected {
            return completedFuture(read(handshake.query("token")));
        }

        @Override
        public CompletionStage<@Nullable Identity> authenticate(Handshake handshake, @Nullable String token)
                throws Rejected {
            return completedFuture(read(token));
        }

        private static @Nullable Identity read(@Nullable String token) throws Rejected {
            if (token == null) {
                return null;
            }
            if (token.equals("bad")) {
                throw new Rejected(ErrorCode.FORBIDDEN, "This token is bad.");
            }
            String[] parts = token.split(":", -1);
            Identity who = parts[0].isEmpty() ? Identity.guest() : Identity.of(parts[0]);
            return parts.length > 1 ? who.named(parts[1]) : who;
        }
    }

    private static String hello(String token) {
        return "{'type':'hello','id':'h','name':'asked','token':'" + token + "'}";
    }

    // ---- who comes

    @Test
    void aTokenOfHelloSaysWhoComes() {
        House house = house(hub -> hub.authenticate(new Tokens()));
        Client ann = house.connect(0).send(hello("u1:Ann"), "{'type':'join','room':'r'}");
        Client bob = house.connect(1).send(hello("u2"));
        Client guest = house.connect(1).send(hello("").replace("asked", "zoe"));
        house.settle();
        List<Frame> frames = ann.frames();
        assertThat(frames.stream().map(Frame::type)).startsWith("welcome", "joined");
        assertThat(frames.get(0).string("user")).isEqualTo("u1");
        assertThat(frames.get(0).string("name")).isEqualTo("Ann");
        Frame welcome = bob.frame("welcome");
        assertThat(welcome.string("user")).isEqualTo("u2");
        assertThat(welcome.string("name")).isEqualTo("asked");
        assertThat(guest.frame("welcome").string("user")).isNotEqualTo("u2").hasSize(12);

        ann.send("{'type':'name','id':'n','name':'Eve'}");
        house.settle();
        assertThat(ann.frame("error").string("code")).isEqualTo("forbidden");
    }

    @Test
    void whoCannotProveItIsSentAway() {
        House house = house(hub -> hub.authenticate(new Tokens()));
        Client none = house.connect(0).hello("ann");
        Client bad = house.connect(1).send(hello("bad"));
        house.settle();
        assertThat(none.frame("bye").string("code")).isEqualTo("unauthorized");
        assertThat(none.closeCode()).isEqualTo(4502);
        assertThat(bad.frame("bye").string("reason")).isEqualTo("This token is bad.");
        assertThat(bad.closeCode()).isEqualTo(4502);
        Client simple = house.connectSimple(1);
        house.settle();
        assertThat(simple.closeCode()).isEqualTo(4502);
    }

    @Test
    void aForcedNameThatIsTakenGetsANumberAndABadOneIsRefused() {
        House house = house(hub -> hub.authenticate(new Tokens()));
        house.connect(0).send(hello("u1:Ann"));
        house.settle();
        Client other = house.connect(0).send(hello("u2:Ann"));
        Client bad = house.connect(1).send(hello("u3:server\\u0000"));
        house.settle();
        assertThat(other.frame("welcome").string("name")).isEqualTo("Ann2");
        assertThat(bad.frame("error").string("code")).isEqualTo("bad_name");
    }

    @Test
    void anIdentityOfTheHostCanOnlyBeTakenOverWithItsToken() {
        House house = house(hub -> hub.authenticate(new Tokens()));
        Client ann = house.connect(0).send(hello("u1:Ann"));
        house.settle();
        String session = ann.frame("welcome").string("session");

        Client thief = house.connect(1).send("{'type':'hello','name':'eve','token':'','session':'" + session + "'}");
        Client other = house.connect(1).send("{'type':'hello','name':'bob','token':'u2','session':'" + session + "'}");
        house.settle();
        assertThat(thief.frame("welcome").bool("resumed")).isFalse();
        assertThat(other.frame("welcome").string("user")).isEqualTo("u2");
        assertThat(ann.closeCode()).isEqualTo(-1);

        Client again = house.connect(1).send("{'type':'hello','token':'u1:Ann','session':'" + session + "'}");
        house.settle();
        assertThat(again.frame("welcome").bool("resumed")).isTrue();
        assertThat(ann.closeCode()).isEqualTo(4506);
    }

    @Test
    void theRequestMayTellForTheSimpleDialectToo() {
        House house = house(hub -> hub.authenticate(new Tokens()));
        Client named = connectAs(house, "u1:Ann");
        Client free = connectAs(house, "u2");
        house.settle();
        named.send("eve|hi", "there");
        house.settle();
        free.send("bob|hey");
        house.settle();
        List<Frame> heard = free.frames("message");
        assertThat(heard).extracting(frame -> frame.string("name")).containsExactly("server", "Ann", "Ann", "bob");
        assertThat(heard).extracting(frame -> frame.string("user")).containsExactly("server", "u1", "u1", "u2");
    }

    private static Client connectAs(House house, String token) {
        Handshake handshake = Client.handshake(Handshake.Dialect.SIMPLE, Map.of("token", List.of(token)));
        return house.connect(house.loops.get(0), handshake);
    }

    // ---- where to

    @Test
    void aPolicySaysWhoMayJoin() {
        RoomPolicy policy = (room, user) -> room.value().equals("secret")
                ? failedFuture(new Rejected(ErrorCode.FORBIDDEN, "Ask for the key."))
                : completedFuture(user == null || !room.value().equals(user.name() + "s-enemies"));
        House house = house(hub -> hub.policy(policy));
        Client ann = house.enter(0, "ann");
        ann.frames();
        ann.send(
                "{'type':'join','room':'secret','id':'1'}",
                "{'type':'join','room':'anns-enemies','id':'2'}",
                "{'type':'join','room':'open','id':'3'}",
                Client.saying("open", "m", "hi"));
        house.settle();
        List<Frame> frames = ann.frames();
        assertThat(frames).extracting(Frame::type).startsWith("error", "error", "joined", "message");
        assertThat(frames.get(0).string("reason")).isEqualTo("Ask for the key.");
        assertThat(frames.get(1).string("code")).isEqualTo("forbidden");
        Client simple = house.connectSimple(1, "secret");
        house.settle();
        assertThat(simple.frame("error").string("code")).isEqualTo("forbidden");
        assertThat(simple.closeCode()).isEqualTo(4502);
    }

    // ---- with which words

    @Test
    void interceptorsRewriteAndRefuseInOrder() {
        Interceptor trim = Interceptor.rewriting(String::strip);
        Interceptor polite = (room, sender, draft) -> {
            if (draft.text().equals("damn")) {
                throw new Rejected(ErrorCode.FORBIDDEN, "Mind your words.");
            }
            return completedFuture(draft.withText(draft.text() + "!"));
        };
        House house = house(hub -> hub.intercept(trim.andThen(polite)).intercept(Interceptor.rewriting(t -> t + "?")));
        Client ann = house.enter(0, "ann", "r");
        Client bob = house.enter(1, "bob", "r");
        ann.send(Client.saying("r", "1", " hi "), Client.saying("r", "2", " damn "), Client.saying("r", "3", "bye"));
        house.settle();
        assertThat(bob.frames("message")).extracting(f -> f.string("text")).containsExactly("hi!?", "bye!?");
        List<Frame> own = ann.frames();
        assertThat(own).extracting(Frame::type).containsExactly("error", "message", "message");
        assertThat(own.get(0).string("id")).isEqualTo("2");
    }

    @Test
    void whatAnInterceptorMakesOfItIsHeldAgainstTheLimits() {
        House house = house(hub -> hub.intercept(Interceptor.rewriting(text -> text.repeat(2_000))));
        Client ann = house.enter(0, "ann", "r");
        ann.say("r", "1", "abc").say("r", "2", "a");
        house.settle();
        List<Frame> frames = ann.frames();
        assertThat(frames.get(0).string("code")).isEqualTo("too_large");
        assertThat(frames.get(1).string("text")).hasSize(2_000);
    }

    @SuppressWarnings("NullAway") // what a host without a checker may do
    private static CompletionStage<Draft> carelessly() {
        return null;
    }

    @SuppressWarnings("NullAway") // the same
    private static String nothing() {
        return null;
    }

    @Test
    void aHookThatThrowsRefusesAndNothingElse() {
        House house = house(hub -> hub.intercept((room, sender, draft) -> switch (draft.text()) {
            case "throw" -> throw new IllegalStateException("a fault of the host, on purpose");
            case "fail" -> failedFuture(new IllegalStateException("a fault of the host, on purpose"));
            case "null" -> carelessly();
            case "nothing" -> completedFuture(null);
            case "speechless" -> completedFuture(draft.withText(nothing()));
            case "error" -> throw new StackOverflowError("a fault of the host, on purpose");
            default -> completedFuture(draft);
        }));
        Client ann = house.enter(0, "ann", "r");
        for (String fault : List.of("throw", "fail", "null", "nothing", "speechless", "error")) {
            ann.say("r", fault, fault).say("r", "after-" + fault, "ok");
            house.settle();
            List<Frame> frames = ann.frames();
            assertThat(frames).as(fault).extracting(Frame::type).containsExactly("error", "message");
            assertThat(frames.get(0).string("code")).as(fault).isEqualTo("internal");
            assertThat(frames.get(0).number("retryAfter")).as(fault).isEqualTo(1_000);
        }
    }

    /** The answer of one interceptor may come from an event loop, and the next may block. */
    @Test
    void eachInterceptorIsCalledOnAHookThread() {
        ArrayDeque<Runnable> hookThreads = new ArrayDeque<>();
        CompletableFuture<Draft> later = new CompletableFuture<>();
        ArrayDeque<String> asked = new ArrayDeque<>();
        House made = new House(
                1,
                hub -> hub.hookThreads(hookThreads::add)
                        .intercept((room, sender, draft) -> later)
                        .intercept((room, sender, draft) -> {
                            asked.add(draft.text());
                            return completedFuture(draft);
                        }));
        house = made;
        Client ann = made.enter(0, "ann", "r");
        ann.say("r", "1", "one");
        made.settle();
        hookThreads.remove().run();
        made.loops.get(0).execute(() -> later.complete(Draft.of("first")));
        made.settle();
        assertThat(asked).isEmpty();
        hookThreads.remove().run();
        made.settle();
        assertThat(asked).containsExactly("first");
        assertThat(ann.frame("message").string("text")).isEqualTo("first");
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        House house = house(hub -> hub.listener(new ChatListener() {
            @Override
            public void said(RoomName room, Message message) {
                if (message.text().equals("error")) {
                    throw new AssertionError("a fault of the host, on purpose");
                }
                throw new IllegalStateException("a fault of the host, on purpose");
            }
        }));
        Client ann = house.enter(0, "ann", "r");
        ann.say("r", "1", "error").say("r", "2", "exception");
        house.settle();
        assertThat(ann.frames("message"))
                .extracting(frame -> frame.string("text"))
                .containsExactly("error", "exception");
    }

    @Test
    void whoeverWaitsForAHookHoldsUpNobodyAndKeepsTheOrder() {
        ArrayDeque<CompletableFuture<Draft>> asked = new ArrayDeque<>();
        House house = house(hub -> hub.intercept((room, sender, draft) -> {
            CompletableFuture<Draft> later = new CompletableFuture<>();
            if (sender.name().equals("ann")) {
                asked.add(later);
            } else {
                later.complete(draft);
            }
            return later;
        }));
        Client ann = house.enter(0, "ann", "r");
        Client bob = house.enter(0, "bob", "r");
        ann.send(Client.saying("r", "1", "one"), Client.saying("r", "2", "two"), "{'type':'ping'}");
        house.settle();
        bob.say("r", "b", "meanwhile");
        house.settle();
        assertThat(ann.types()).contains("message").doesNotContain("pong");
        assertThat(asked).hasSize(1);
        asked.remove().complete(Draft.of("first"));
        house.settle();
        asked.remove().complete(Draft.of("second"));
        house.settle();
        assertThat(ann.frames())
                .filteredOn(frame -> frame.is("message"))
                .extracting(frame -> frame.string("text"))
                .containsExactly("first", "second");
        assertThat(bob.frames("message"))
                .extracting(frame -> frame.string("text"))
                .containsExactly("meanwhile", "first", "second");
    }

    @Test
    void aHookThatNeverAnswersHasItsTime() {
        CompletableFuture<Draft> never = new CompletableFuture<>();
        House house = house(hub -> hub.intercept((room, sender, draft) -> never).hookTime(Duration.ofSeconds(3)));
        Client ann = house.enter(0, "ann", "r");
        ann.send(Client.saying("r", "1", "one"), "{'type':'ping'}");
        house.pass(Duration.ofSeconds(2));
        assertThat(ann.types()).doesNotContain("error", "pong");
        house.pass(Duration.ofSeconds(2));
        assertThat(ann.types()).containsExactly("error", "pong");
        never.complete(Draft.of("too late"));
        house.settle();
        assertThat(ann.types()).isEmpty();
    }

    @Test
    void whoGoesWhileTheHostIsAskedLeavesNothingBehind() {
        CompletableFuture<Draft> later = new CompletableFuture<>();
        House house = house(hub -> hub.intercept((room, sender, draft) -> later));
        Client ann = house.enter(0, "ann", "r");
        Client bob = house.enter(1, "bob", "r");
        ann.say("r", "1", "one");
        house.settle();
        ann.cut();
        house.settle();
        later.complete(Draft.of("one"));
        house.settle();
        assertThat(bob.frames("message")).isEmpty();
    }

    @Test
    void threadsThatTakeNoMoreRefuse() {
        House made = new House(
                1,
                builder -> builder.intercept((room, sender, draft) -> completedFuture(draft))
                        .hookThreads(task -> {
                            throw new RejectedExecutionException("full, on purpose");
                        }));
        house = made;
        Client ann = made.enter(0, "ann", "r");
        ann.say("r", "1", "one");
        made.settle();
        assertThat(ann.frame("error").string("code")).isEqualTo("internal");
    }
}
