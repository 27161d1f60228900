/**
 * The end-to-end comparison: our launcher and other servers, each in a process of its own, under the same load from a
 * generator that checks every delivery. {@link io.nettychat.benchmarks.e2e.Compare} is where it starts.
 */
@NullMarked
package io.nettychat.benchmarks.e2e;

import org.jspecify.annotations.NullMarked;
