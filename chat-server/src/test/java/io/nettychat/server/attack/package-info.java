/** Attacks over real sockets that are about the server as a whole: its descriptors, its log, its bystanders. */
@NullMarked
package io.nettychat.server.attack;

import org.jspecify.annotations.NullMarked;
