/** JMH benchmarks of the engine. Each names its control, and in its Javadoc what it decided. */
@NullMarked
package io.nettychat.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
