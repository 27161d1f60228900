/** What keeping the log on disk costs, and what another store would cost. */
@NullMarked
package io.nettychat.benchmarks.disk;

import org.jspecify.annotations.NullMarked;
