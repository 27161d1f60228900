@NullMarked
package io.nettychat.launcher.metrics;

import org.jspecify.annotations.NullMarked;
