/** Several nodes on one Redis, on one machine: what each step of a message between nodes costs. */
@NullMarked
package io.nettychat.benchmarks.nodes;

import org.jspecify.annotations.NullMarked;
