/**
 * The log kept in Redis: many nodes are one chat.
 *
 * <p>The stream of a room is the truth; what is published is a hint that saves asking. A room asks Redis one thing at a
 * time, a <em>turn</em>: one script that says how far the node is and what it wants (drafts, facts, who came and went), does
 * all of it at once, and answers with what became of it and with what the node lacks. So a look at the position, the way
 * back after a failure, the opening of a room and the saying of a message are the same act, and a turn whose answer was lost
 * is simply taken again.
 *
 * <p>Begin with {@code RedisRoom}: it has {@code Turns} (when one is taken, and again when Redis is away), {@code Replica}
 * (what this node has of the log), {@code Drafts}, {@code Facts} and {@code Signals} (what waits for a turn, and what becomes
 * of it). {@code RedisLog} holds what the rooms of a node share, {@code Link} is the way to Redis.
 */
@NullMarked
package io.nettychat.redis;

import org.jspecify.annotations.NullMarked;
