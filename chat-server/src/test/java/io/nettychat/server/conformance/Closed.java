package io.nettychat.server.conformance;

/**
 * How a connection ended.
 *
 * @param code the close code; 1005 when the close frame had none, 1006 when there was no close frame at all
 * @param reason the reason in the close frame
 */
record Closed(int code, String reason) {

    static final int NO_CODE = 1005;
    static final int NO_CLOSE_FRAME = 1006;
}
