/**
 * The servers that the comparison runs beside ours, each written the way its own manual shows it. All keep one contract:
 * a path is a room, and each text that a client sends goes to everyone in its room, the sender included.
 */
@NullMarked
package io.nettychat.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
