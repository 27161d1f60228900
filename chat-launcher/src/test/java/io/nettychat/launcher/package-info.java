/** Tests of the launcher. */
@NullMarked
package io.nettychat.launcher;

import org.jspecify.annotations.NullMarked;
