/** The page in a real browser, against the real jar. */
@NullMarked
package io.nettychat.e2e;

import org.jspecify.annotations.NullMarked;
