/**
 * The runnable jar: options, logging, signals, and what is printed at the start.
 *
 * <p>Begin with {@link io.nettychat.launcher.Main}. Nothing here is an API; programs that embed the chat use
 * {@code io.nettychat.server.ChatServer}.
 */
@NullMarked
package io.nettychat.launcher;

import org.jspecify.annotations.NullMarked;
