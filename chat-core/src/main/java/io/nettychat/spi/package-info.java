/**
 * What a host implements: who may come in, what may be said, where the log is kept, who is told.
 *
 * <p>Each method's Javadoc names the thread that calls it. Hooks that need time return a
 * {@link java.util.concurrent.CompletionStage}; none may block.
 */
@NullMarked
package io.nettychat.spi;

import org.jspecify.annotations.NullMarked;
