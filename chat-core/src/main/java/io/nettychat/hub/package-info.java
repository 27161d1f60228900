/**
 * The engine: rooms, readers and how messages reach them. Begin with {@link io.nettychat.hub.Hub}:
 *
 * <pre>{@code
 * Hub hub = Hub.on(loops).authenticate(tokens).intercept(trim).listener(audit).build();
 * hub.room("lobby").publish(User.of("deploy"), Draft.of("going down at 17:00"));
 * }</pre>
 *
 * <p>A room is a log, and every reader is a position in it. Which file for which change:
 *
 * <dl>
 *   <dt>What a host calls
 *   <dd>{@link io.nettychat.hub.HubBuilder} settings · {@link io.nettychat.hub.Hub} the engine ·
 *       {@link io.nettychat.hub.RoomHandle} a room, from any thread · {@link io.nettychat.hub.SpeakerLimits} a rate for those
 *       whom the host lets speak · {@link io.nettychat.hub.Connection} and {@link io.nettychat.hub.Wire} what a pipeline
 *       calls and is asked for
 *   <dt>One connection, on the loop of its channel
 *   <dd>{@code Connection} frames in order, liveness · {@code RateLimited} what it may send and ask for · {@code
 *       Conversation} what both dialects do, {@code ChatConversation} and {@code SimpleConversation} what each does ·
 *       {@code Introduction} the way of a {@code hello}
 *   <dt>One room, on its home loop
 *   <dd>{@code Room} the log's tail, and its parts · {@code OpenLog} a log that is still being opened · {@code Membership}
 *       join and leave · {@code Reading} what one reader is sent of the log: the answer to a join, catching up, history
 *       ({@code Pages} how much at once, {@code Recent} what need not be asked of the log) · {@code Presence} who is here ({@code Roster}), and the news of it ({@code
 *       PresenceNews}, {@code Typists}, {@code Pace}) · {@code Moderation} who may do what, from the {@code Facts}
 *   <dt>The way of a message to its readers
 *   <dd>{@code Room.say} asks the log for a place · {@code Broadcast} encodes it, once for all, and closes the {@code Batch}
 *       of the turn · {@code Sweeps} writes it, once for each {@code Member} on a loop ({@code LaneGroup}, a {@code
 *       SnapshotGroup}: in which order) · {@code Lane} puts slow readers aside, and takes them in again
 *   <dt>Who has which name, on the first loop
 *   <dd>{@code Sessions} who is here, {@code Session} one of them · {@code Entry} the way in · {@code Names} what is free on
 *       this node · {@code SessionTokens} the secret by which somebody comes back
 *   <dt>How fast
 *   <dd>{@code Rates} from the limits, {@code Rate} one of them · {@code Allowance} of a session, {@code Neighbors} and
 *       {@code SharedBucket} of a network
 *   <dt>Where the host is asked
 *   <dd>{@code Hooks} the questions, {@code Question} how each is asked · {@code HookThreads} where
 *   <dt>Messages in memory
 *   <dd>{@code MemoryLog} a ring for each room · {@code MemoryBudget} what all of them may hold
 *   <dt>The loops
 *   <dd>{@code Shard} all that one loop owns, {@code Shards} all of them · {@code Drain} the end of the connections ·
 *       {@code LoopWatch} a loop that is blocked · {@code Complaints} one line in the log, not thousands ·
 *       {@code Nanos} durations as a loop counts them
 * </dl>
 *
 * <p>Ownership: a {@code Room} belongs to its home loop, a {@code Lane}, a {@code Connection} and its conversation to the
 * loop of the channel, {@code Sessions} to the first loop; a {@code Member} has fields of both of the first two. {@code
 * Shard.run} is the only way from one to another, and what goes that way arrives in order. So there is no lock in this
 * package, and no atomic but for counters in {@code Hub}, {@code SharedBucket} and {@code MemoryBudget}.
 */
@NullMarked
package io.nettychat.hub;

import org.jspecify.annotations.NullMarked;
