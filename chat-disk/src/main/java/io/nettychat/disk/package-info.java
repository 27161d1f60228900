/**
 * The log kept in files: a restart loses nothing acknowledged.
 *
 * <p>Begin with {@link io.nettychat.disk.DiskLog}, then {@code Writer}, the thread that owns all that is kept, and
 * {@code Records}, what stands in the files.
 *
 * <h2>Why files of our own</h2>
 *
 * <p>H2's MVStore was measured first ({@code StoreBenchmark} in the benchmarks). It keeps the promise, and pays for it with
 * a tree of pages, of which every commit writes the changed ones anew. With 64 messages of 180 bytes a turn it wrote 8.9 KB
 * for each of them and took 51 µs of CPU, where records one behind the other take 175 bytes and 3 µs; one turn in a hundred
 * took 27 ms instead of 1.3 ms, and 120,000 messages left a file of 1.2 GB. A chat needs no tree: messages come in order,
 * are read in order and go in order.
 */
@NullMarked
package io.nettychat.disk;

import org.jspecify.annotations.NullMarked;
