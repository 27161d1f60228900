/** The engine. */
@NullMarked
package io.nettychat.hub;

import org.jspecify.annotations.NullMarked;
