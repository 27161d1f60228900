package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.spi.ChatMetrics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts with what the host gave, and lets none of its faults out: it is called in the middle of everything, where a name is
 * given back as well as where a message gets its place. Any thread.
 */
final class GuardedMetrics implements ChatMetrics {
    private static final Logger log = LoggerFactory.getLogger(Hub.class);

    private final ChatMetrics host;
    private final Complaints complaints;

    private GuardedMetrics(ChatMetrics host, Complaints complaints) {
        this.host = host;
        this.complaints = complaints;
    }

    static ChatMetrics of(ChatMetrics host, Complaints complaints) {
        return host == ChatMetrics.NONE ? host : new GuardedMetrics(host, complaints);
    }

    private void failed(Throwable fault) {
        complaints.error(log, Asked.who("ChatMetrics", host) + " failed", "", fault);
    }

    @Override
    public void handshakeRefused(int status) {
        try {
            host.handshakeRefused(status);
        } catch (Throwable fault) {
            failed(fault);
        }
    }

    @Override
    public void connectionOpened() {
        try {
            host.connectionOpened();
        } catch (Throwable fault) {
            failed(fault);
        }
    }

    @Override
    public void connectionClosed(@Nullable CloseReason reason) {
        try {
            host.connectionClosed(reason);
        } catch (Throwable fault) {
            failed(fault);
        }
    }

    @Override
    public void roomOpened() {
        try {
            host.roomOpened();
        } catch (Throwable fault) {
            failed(fault);
        }
    }

    @Override
    public void roomForgotten() {
        try {
            host.roomForgotten();
        } catch (Throwable fault) {
            failed(fault);
        }
    }

    @Override
    public void messageAppended() {
        try {
            host.messageAppended();
        } catch (Throwable fault) {
            failed(fault);
        }
    }

    @Override
    public void delivered(int readers, int frames, int bytes, long sinceAppendNanos) {
        try {
            host.delivered(readers, frames, bytes, sinceAppendNanos);
        } catch (Throwable fault) {
            failed(fault);
        }
    }

    @Override
    public void readerBehind() {
        try {
            host.readerBehind();
        } catch (Throwable fault) {
            failed(fault);
        }
    }

    @Override
    public void readerCaughtUp() {
        try {
            host.readerCaughtUp();
        } catch (Throwable fault) {
            failed(fault);
        }
    }

    @Override
    public void readerLag(long messages) {
        try {
            host.readerLag(messages);
        } catch (Throwable fault) {
            failed(fault);
        }
    }

    @Override
    public void gap(long messages) {
        try {
            host.gap(messages);
        } catch (Throwable fault) {
            failed(fault);
        }
    }

    @Override
    public void joined(String how) {
        try {
            host.joined(how);
        } catch (Throwable fault) {
            failed(fault);
        }
    }

    @Override
    public void refused(ErrorCode code) {
        try {
            host.refused(code);
        } catch (Throwable fault) {
            failed(fault);
        }
    }

    @Override
    public void loopLag(long nanos) {
        try {
            host.loopLag(nanos);
        } catch (Throwable fault) {
            failed(fault);
        }
    }
}
