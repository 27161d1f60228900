package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.spi.ChatMetrics;
import java.util.function.Consumer;
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

    private void count(Consumer<ChatMetrics> what) {
        try {
            what.accept(host);
        } catch (Throwable fault) {
            complaints.error(log, Asked.who("ChatMetrics", host) + " failed", "", fault);
        }
    }

    @Override
    public void handshakeRefused(int status) {
        count(metrics -> metrics.handshakeRefused(status));
    }

    @Override
    public void connectionOpened() {
        count(ChatMetrics::connectionOpened);
    }

    @Override
    public void connectionClosed(@Nullable CloseReason reason) {
        count(metrics -> metrics.connectionClosed(reason));
    }

    @Override
    public void roomOpened() {
        count(ChatMetrics::roomOpened);
    }

    @Override
    public void roomForgotten() {
        count(ChatMetrics::roomForgotten);
    }

    @Override
    public void messageAppended() {
        count(ChatMetrics::messageAppended);
    }

    @Override
    public void delivered(int readers, int frames, int bytes, long sinceAppendNanos) {
        count(metrics -> metrics.delivered(readers, frames, bytes, sinceAppendNanos));
    }

    @Override
    public void readerBehind() {
        count(ChatMetrics::readerBehind);
    }

    @Override
    public void readerCaughtUp() {
        count(ChatMetrics::readerCaughtUp);
    }

    @Override
    public void readerLag(long messages) {
        count(metrics -> metrics.readerLag(messages));
    }

    @Override
    public void gap(long messages) {
        count(metrics -> metrics.gap(messages));
    }

    @Override
    public void joined(String how) {
        count(metrics -> metrics.joined(how));
    }

    @Override
    public void refused(ErrorCode code) {
        count(metrics -> metrics.refused(code));
    }

    @Override
    public void loopLag(long nanos) {
        count(metrics -> metrics.loopLag(nanos));
    }
}
