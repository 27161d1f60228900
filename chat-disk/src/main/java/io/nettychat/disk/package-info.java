/**
 * The log kept in files: a restart loses nothing acknowledged.
 *
 * <p>Begin with {@link io.nettychat.disk.DiskLog}, then {@code Writer}, the thread that owns all that is kept, and
 * {@code Records}, what stands in the files.
 *
 * <h2>Why files of our own</h2>
 *
 * <p>H2's MVStore was measured first ({@code StoreBenchmark} in the benchmarks). It keeps the promise, and pays for it with
 * a tree of pages: one commit a turn writes the changed pages anew, some 29 KB for a message of 180 bytes at one message a
 * turn, 8 KB at 64 messages; turns of several milliseconds are common, and the file grows to a hundred times of what is
 * live. A chat needs no tree: messages come in order, are read in order and go in order. Here a message is one record
 * behind the others, written once, and copied at most about once more before it expires.
 */
@NullMarked
package io.nettychat.disk;

import org.jspecify.annotations.NullMarked;
