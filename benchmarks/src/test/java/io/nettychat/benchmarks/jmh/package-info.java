@NullMarked
package io.nettychat.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
