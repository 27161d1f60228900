/**
 * The engine: rooms, readers and how messages reach them. Begin with {@link io.nettychat.hub.Hub}:
 *
 * <pre>{@code
 * Hub hub = Hub.on(loops).authenticate(tokens).intercept(trim).listener(audit).build();
 * hub.room("lobby").publish(User.of("deploy"), Draft.of("going down at 17:00"));
 * }</pre>
 *
 * <p>A room is a log, and every reader is a position in it. Where to find what:
 *
 * <ul>
 *   <li>where a message gets its number: {@code MemoryLog.Ring.append}, called by {@code Room.say} on the room's home loop
 *   <li>where it is encoded, once for all, and where the batch of a turn is closed: {@code Broadcast}
 *   <li>where it is written: {@code Lane.write}, one write and one flush a member
 *   <li>where a slow reader is put aside, and how it comes back: {@code Lane.putAside}, {@code Lane.writabilityChanged},
 *       {@code Room.catchUp}
 *   <li>where a join is answered: {@code Room.answer}
 *   <li>who has which name: {@code Sessions}
 *   <li>what a client may do how often: {@code Conversation}
 *   <li>where the host is asked: {@code Hooks}
 *   <li>who is banned, who is muted, who may moderate: {@code Moderation}, {@code Facts}
 *   <li>what the host does in a room: {@link io.nettychat.hub.RoomHandle}
 * </ul>
 *
 * <p>Ownership: a {@code Room} belongs to its home loop, a {@code Lane}, a {@code Connection} and its conversation to the
 * loop of the channel, {@code Sessions} to the first loop. {@code Shard.run} is the only way from one to another, and what
 * goes that way arrives in order. So there is no lock in this package, and no atomic but two counters in {@code Hub}.
 */
@NullMarked
package io.nettychat.hub;

import org.jspecify.annotations.NullMarked;
