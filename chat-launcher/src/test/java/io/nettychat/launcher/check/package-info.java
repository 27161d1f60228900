@NullMarked
package io.nettychat.launcher.check;

import org.jspecify.annotations.NullMarked;
