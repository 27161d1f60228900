package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.Rejected;
import io.nettychat.model.User;
import io.nettychat.model.UserName;
import io.nettychat.protocol.ClientFrame;
import io.nettychat.protocol.ServerFrame;
import io.nettychat.spi.Authenticator;
import io.nettychat.spi.Handshake;
import org.jspecify.annotations.Nullable;

/**
 * The way of one {@code hello}: the host says who it is ({@link Hooks}), the sessions give the identity its name
 * ({@link Sessions}), and the client is welcomed. The frames behind it wait meanwhile. Owned by the connection's loop, where
 * the answers of both come back to.
 */
final class Introduction implements Sessions.Answer {
    private final Conversation conversation;
    private final Connection connection;
    private final Shard shard;
    private final ClientFrame.Hello hello;

    /** Whether the client is known by its secret. */
    private boolean resumed;

    Introduction(Conversation conversation, ClientFrame.Hello hello) {
        this.conversation = conversation;
        this.connection = conversation.connection;
        this.shard = conversation.shard;
        this.hello = hello;
    }

    /** Asks the host who this is, unless it does not care or has said so already. */
    void begin() throws Rejected {
        Hooks hooks = shard.hub().hooks();
        Authenticator authenticator = hooks.authenticator;
        Handshake handshake = conversation.handshake;
        Identity known = conversation.identity;
        if (authenticator == null || handshake == null || known != null) {
            enter(known == null ? Identity.guest() : known);
        } else {
            hooks.authenticate(authenticator, connection, handshake, hello.token(), this::told, this::notTold);
        }
    }

    private void told(@Nullable Identity who) {
        if (who == null) {
            connection.end(CloseReason.UNAUTHORIZED);
            return;
        }
        conversation.identity = who;
        try {
            enter(who);
        } catch (Rejected why) {
            connection.refuse(hello.id(), null, why); // such as a bad name: another one may do
        }
    }

    private void notTold(Rejected why) {
        boolean fault = why.code() == ErrorCode.INTERNAL;
        connection.end(
                fault ? CloseReason.INTERNAL : CloseReason.UNAUTHORIZED,
                why.reason(),
                fault ? why.retryAfterMillis() : -1);
    }

    private void enter(Identity who) throws Rejected {
        String given = who.user();
        String proved = shard.tokens().userOf(hello.session(), given != null);
        String known = given == null || given.equals(proved) ? proved : null;
        String forced = who.name();
        String wanted = forced == null ? hello.name() : forced;
        UserName name = wanted == null ? null : UserName.parse(wanted);
        if (name == null && known == null) {
            throw new Rejected(ErrorCode.BAD_NAME, "Say hello with a name of 1 to 32 characters.");
        }
        resumed = known != null;
        String user =
                given != null ? given : known != null ? known : shard.tokens().newUser();
        connection.suspend();
        Sessions sessions = shard.hub().sessions();
        sessions.home()
                .run(() ->
                        sessions.enter(connection, user, known != null || given != null, name, forced != null, this));
    }

    @Override
    public void granted(User entered) {
        shard.run(() -> welcome(entered));
    }

    private void welcome(User entered) {
        if (connection.isOver()) {
            conversation.drop(entered.id(), false);
            return;
        }
        conversation.user = entered;
        Hub hub = shard.hub();
        connection.send(new ServerFrame.Welcome(
                hello.id(),
                entered,
                conversation.standing(),
                shard.tokens().issue(entered.id(), conversation.isKnownToHost()),
                resumed,
                hub.clock().millis(),
                hub.limits()));
        conversation.tellConnected(entered);
        connection.resume();
    }

    @Override
    public void refused(Rejected why) {
        shard.run(() -> {
            connection.refuse(hello.id(), null, why);
            if (why.code() == ErrorCode.INTERNAL) { // who never gets in would be sent away for good
                connection.end(CloseReason.INTERNAL, why.reason(), why.retryAfterMillis());
            }
            connection.resume();
        });
    }
}
