/** What the tests of all modules have in common: compiled into each of them. */
@NullMarked
package io.nettychat.testing;

import org.jspecify.annotations.NullMarked;
