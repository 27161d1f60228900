package io.nettychat.hub;

import io.nettychat.model.Limits;
import org.jspecify.annotations.Nullable;

/**
 * The rates that hold for everybody, made from the {@link Limits} once.
 *
 * @param frames WebSocket frames of a connection
 * @param messages messages of a session
 * @param bytes bytes of the messages of a session
 * @param requests what a session asks for that is answered at length, or told to others
 * @param patience refusals of a session before it is cut off
 */
record Rates(Rate frames, Rate messages, Rate bytes, Rate requests, Rate patience) {
    private static final int FRAMES_BURST_SECONDS = 4;
    private static final int BYTES_BURST_SECONDS = 8;
    private static final int REQUESTS_BURST_SECONDS = 10;

    /** So many refusals at once, and one a second, are forgiven. */
    private static final int PATIENCE = 100;

    /** Returns the rates, null when nothing is limited. */
    static @Nullable Rates of(Limits limits) {
        if (limits.rate() == 0) {
            return null;
        }
        // More than the frame rate where messages alone may come to more.
        long frames = Math.max(limits.frameRate(), limits.rate() * 4L);
        return new Rates(
                new Rate(Math.max(frames * FRAMES_BURST_SECONDS, limits.burst() * 4L), frames),
                new Rate(limits.burst(), limits.rate()),
                // The longest text and a return to all rooms at once must be possible, whatever the rates are.
                new Rate(
                        Math.max(limits.textBytes(), (long) limits.byteRate() * BYTES_BURST_SECONDS),
                        limits.byteRate()),
                new Rate(
                        Math.max(2L * limits.rooms(), (long) limits.requestRate() * REQUESTS_BURST_SECONDS),
                        limits.requestRate()),
                new Rate(PATIENCE, 1));
    }
}
