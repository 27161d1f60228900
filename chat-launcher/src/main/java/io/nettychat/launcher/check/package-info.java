/**
 * The checker for users: clients that speak, cut their connections and come back, and a ledger that finds out whether the
 * promises of the server held. It knows the server by its protocol only.
 *
 * <p>Begin with {@link io.nettychat.launcher.check.CheckCommand}. A run has one event loop, which owns all that changes.
 */
@NullMarked
package io.nettychat.launcher.check;

import org.jspecify.annotations.NullMarked;
