@NullMarked
package io.nettychat.benchmarks.e2e;

import org.jspecify.annotations.NullMarked;
