/**
 * The values of a chat: names, rooms, messages, positions, limits, and the two ways a thing can be refused.
 *
 * <p>Everything here is immutable and may be used from any thread. Begin with {@link io.nettychat.model.Message} and
 * {@link io.nettychat.model.Position}: a room is a log, and every reader is a position in it. What
 * a host makes by itself are {@link io.nettychat.model.Draft}s to say, {@link io.nettychat.model.User}s to say them as,
 * {@link io.nettychat.model.Identity}s for those who come, and {@link io.nettychat.model.Rejected} to say no.
 */
@NullMarked
package io.nettychat.model;

import org.jspecify.annotations.NullMarked;
