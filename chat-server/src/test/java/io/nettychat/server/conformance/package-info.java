/**
 * The wire protocol, checked from outside with clients of our own and of the JDK, against any server: one that runs
 * already ({@code -Dchat.url=ws://host:port/chat}), or one that {@link
 * io.nettychat.server.conformance.ConformanceTarget} starts.
 */
@NullMarked
package io.nettychat.server.conformance;

import org.jspecify.annotations.NullMarked;
