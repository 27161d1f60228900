package io.nettychat.spi;

import io.nettychat.model.Identity;
import io.nettychat.model.Rejected;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Says who comes. Asked before the WebSocket is there, by what the request tells (a cookie, a header, a parameter of the
 * query); and where that tells nothing, once more with the token of the client's {@code hello}.
 *
 * <p>Both methods are called on the hub's hook threads, several at once, and may take their time: a client that waits
 * holds up nobody else. Each has until the hub's limit for hooks; after it the client is refused and the thread is
 * interrupted. The stage may complete on any thread. Failing with {@link Rejected}, be it by the stage or by throwing,
 * refuses the client and tells it the reason; every other failure is logged, and the client is told to try again.
 */
@FunctionalInterface
public interface Authenticator {
    /**
     * Says who comes, by the request. A refusal answers it with 401.
     *
     * @return completes with who it is; with null when the request does not tell. Then a client of the full dialect is
     *     asked for the token of its {@code hello}, and one of the simple dialect, which has none, is refused
     */
    CompletionStage<@Nullable Identity> authenticate(Handshake handshake) throws Exception;

    /**
     * Says who comes, by the token of its {@code hello}. A refusal ends the connection with {@code bye}
     * {@code unauthorized} (4502). Refuses everybody unless overridden.
     *
     * @param handshake the request, which did not tell
     * @param token what the client sent, null when it sent none
     * @return completes with who it is; with null to refuse
     */
    default CompletionStage<@Nullable Identity> authenticate(Handshake handshake, @Nullable String token)
            throws Exception {
        return CompletableFuture.completedFuture(null);
    }
}
