package io.nettychat.model;

import java.util.Objects;

/**
 * A request that cannot be done: data, not a fault. It carries no stack trace, because it is part of ordinary traffic.
 */
public final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final long retryAfterMillis;

    /**
     * @param code what kind of refusal
     * @param reason one sentence for a person: what is wrong and what to do
     */
    public Rejected(ErrorCode code, String reason) {
        this(code, reason, 0);
    }

    /**
     * @param code what kind of refusal
     * @param reason one sentence for a person: what is wrong and what to do
     * @param retryAfterMillis how long to wait before trying again, in milliseconds; 0 when waiting does not help
     */
    public Rejected(ErrorCode code, String reason, long retryAfterMillis) {
        super(Objects.requireNonNull(reason, "reason"), null, false, false);
        this.code = Objects.requireNonNull(code, "code");
        this.retryAfterMillis = retryAfterMillis;
    }

    /** Returns the code told to the client. */
    public ErrorCode code() {
        return code;
    }

    /** Returns the sentence told to the client. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** Returns how long to wait before trying again, in milliseconds; 0 when waiting does not help. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
