package io.nettychat.hub;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.nettychat.Frame;
import io.nettychat.model.Draft;
import io.nettychat.model.Message;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.ChatListener;
import io.nettychat.spi.ChatMetrics;
import io.nettychat.spi.Handshake;
import io.nettychat.spi.Interceptor;
import io.nettychat.spi.RoomPolicy;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A hook with a fault harms nobody, and the log says which one it is, and in which room. */
class HookFaultsTest {
    private static final String HERE = HookFaultsTest.class.getName();

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Hub.class.getPackageName());
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            logged.add(event.getFormattedMessage());
        }
    };
    private @Nullable House house;

    @BeforeEach
    void listenToTheLog() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void nothingIsLeft() {
        logger.detachAppender(appender);
        if (house != null) {
            house.close();
        }
    }

    private House house(Consumer<HubBuilder> settings) {
        House made = new House(2, builder -> settings.accept(builder.hookThreads(Runnable::run)));
        house = made;
        return made;
    }

    private static IllegalStateException onPurpose() {
        return new IllegalStateException("a fault of the host, on purpose");
    }

    private static final class Passing implements Interceptor {
        @Override
        public CompletionStage<Draft> intercept(RoomName room, User sender, Draft draft) {
            return completedFuture(draft);
        }
    }

    private static final class Faulty implements Interceptor {
        @Override
        public CompletionStage<Draft> intercept(RoomName room, User sender, Draft draft) {
            throw onPurpose();
        }
    }

    private static final class Silent implements Interceptor {
        @Override
        public CompletionStage<Draft> intercept(RoomName room, User sender, Draft draft) {
            return new CompletableFuture<>();
        }
    }

    private static final class Bouncer implements RoomPolicy {
        @Override
        public CompletionStage<Boolean> mayJoin(RoomName room, @Nullable User user) {
            throw onPurpose();
        }
    }

    private static final class Archive implements ChatListener {
        @Override
        public void said(RoomName room, Message message) {
            throw onPurpose();
        }

        @Override
        public void connected(User user, Handshake handshake) {
            throw onPurpose();
        }
    }

    @Test
    void anInterceptorIsNamedWithTheRoom() {
        House made = house(hub -> hub.intercept(new Passing()).intercept(new Faulty()));
        made.enter(0, "ann", "kitchen").say("kitchen", "1", "one");
        made.settle();
        assertThat(logged).containsExactly("the Interceptor " + HERE + "$Faulty failed (room kitchen)");
    }

    /** Of a thousand rooms, one is told of each second: which hook it is counts, not where. */
    @Test
    void isToldOnceASecondWhateverTheRoom() {
        House made = house(hub -> hub.intercept(new Faulty()));
        Client ann = made.enter(0, "ann", "a");
        ann.join("b").say("a", "1", "one").say("b", "2", "two");
        made.settle();
        assertThat(logged).hasSize(1);
    }

    @Test
    void oneThatNeverAnswersIsNamed() {
        House made = house(hub -> hub.intercept(new Passing()).intercept(new Silent()));
        made.enter(0, "ann", "r").say("r", "1", "one");
        made.pass(Duration.ofSeconds(6));
        assertThat(logged).containsExactly("the Interceptor " + HERE + "$Silent did not answer in time (room r)");
    }

    @Test
    void aPolicyIsNamedWithTheRoom() {
        House made = house(hub -> hub.policy(new Bouncer()));
        made.enter(0, "ann", "attic");
        assertThat(logged).containsExactly("the RoomPolicy " + HERE + "$Bouncer failed (room attic)");
    }

    @Test
    void aListenerIsNamedAndTheRoomWhereThereIsOne() {
        House made = house(hub -> hub.listener(new Archive()));
        made.enter(0, "ann", "cellar").say("cellar", "1", "one");
        made.settle();
        assertThat(logged)
                .containsExactly(
                        "the ChatListener " + HERE + "$Archive failed in connected",
                        "the ChatListener " + HERE + "$Archive failed in said (room cellar)");
    }

    /** What is written as a lambda has a name that differs from run to run behind the slash. */
    @Test
    void aLambdaIsNamedByTheClassThatHasIt() {
        House made = house(hub -> hub.intercept((room, sender, draft) -> {
            throw onPurpose();
        }));
        made.enter(0, "ann", "r").say("r", "1", "one");
        made.settle();
        assertThat(logged).hasSize(1);
        assertThat(logged.get(0))
                .startsWith("the Interceptor " + HERE + "$$Lambda")
                .doesNotContain("/")
                .endsWith(" failed (room r)");
    }

    @Test
    void metricsThatThrowHarmNobody() {
        ChatMetrics faulty = (ChatMetrics) Proxy.newProxyInstance(
                ChatMetrics.class.getClassLoader(), new Class<?>[] {ChatMetrics.class}, (proxy, method, arguments) -> {
                    throw onPurpose();
                });
        House made = house(hub -> hub.metrics(faulty));
        Client ann = made.enter(0, "ann", "r");
        Client bob = made.enter(1, "bob", "r");
        ann.say("r", "1", "one").send("{'type':'join','room':'/'}");
        made.settle();
        assertThat(bob.frames("message"))
                .extracting(frame -> frame.string("text"))
                .containsExactly("one");
        assertThat(ann.frames()).extracting(Frame::type).contains("message", "error");
        ann.cut();
        bob.send("{'type':'leave','room':'r'}");
        made.pass(Duration.ofSeconds(11));
        assertThat(made.enter(0, "ann").frame("welcome").string("name")).isEqualTo("ann");
        assertThat(logged).isNotEmpty().allMatch(line -> line.startsWith("the ChatMetrics "));
    }
}
