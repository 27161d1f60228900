/**
 * For the tests of a host: a server on a free port, and clients that say and await. Begin with
 * {@link io.nettychat.testkit.ChatTestServer}.
 *
 * <pre>{@code
 * try (ChatTestServer chat = ChatTestServer.start(settings -> settings.authenticate(yours))) {
 *     TestClient ann = chat.client().token("good").connect("ann").join("lobby");
 *     ann.say("hello");
 *     ann.awaitMessage("hello");
 * }
 * }</pre>
 *
 * <p>It knows no test framework: what does not come in time is an {@link java.lang.AssertionError} that says what came
 * instead.
 */
@NullMarked
package io.nettychat.testkit;

import org.jspecify.annotations.NullMarked;
