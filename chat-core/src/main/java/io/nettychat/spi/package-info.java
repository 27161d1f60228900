/**
 * What a host implements. Begin with what you want to decide:
 *
 * <ul>
 *   <li>who comes: {@link io.nettychat.spi.Authenticator}
 *   <li>who may come into which room: {@link io.nettychat.spi.RoomPolicy}
 *   <li>what may be said: {@link io.nettychat.spi.Interceptor}
 *   <li>what to do with what happens, and with what can be counted: {@link io.nettychat.spi.ChatListener},
 *       {@link io.nettychat.spi.ChatMetrics}
 *   <li>where messages are kept: {@link io.nettychat.spi.MessageLog}
 * </ul>
 *
 * <p>Each method's Javadoc names the thread that calls it. The first three run on threads of their own, and may take their
 * time; the others are called on event loops and must not block.
 */
@NullMarked
package io.nettychat.spi;

import org.jspecify.annotations.NullMarked;
