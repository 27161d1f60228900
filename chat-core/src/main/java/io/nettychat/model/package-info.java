/**
 * The values of a chat: names, rooms, messages, positions, limits, and the two ways a thing can be refused.
 *
 * <p>Everything here is immutable and may be used from any thread. Begin with {@link io.nettychat.model.Message} and
 * {@link io.nettychat.model.Position}: a room is a log, and every reader is a position in it.
 */
@NullMarked
package io.nettychat.model;

import org.jspecify.annotations.NullMarked;
