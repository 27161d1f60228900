package io.nettychat.hub;

import io.netty.channel.Channel;
import io.netty.channel.ChannelId;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.ChannelMatcher;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.AbstractSet;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ChannelGroup} that stores its channels in its own way and says only which they are: whatever else Netty's
 * interface offers is done by a {@link DefaultChannelGroup} of the channels of that moment. For groups whose one frequent
 * operation goes past all that. A group that is a {@code DefaultChannelGroup} itself pays for a map entry and a listener
 * of the close future in each member, 95 bytes. Confined to its loop, and its channels take themselves out of it.
 */
abstract class SnapshotGroup extends AbstractSet<Channel> implements ChannelGroup {
    private final String name;
    private final EventExecutor loop;

    SnapshotGroup(String name, EventExecutor loop) {
        this.name = name;
        this.loop = loop;
    }

    private ChannelGroup snapshot() {
        ChannelGroup now = new DefaultChannelGroup(name, loop);
        now.addAll(this);
        return now;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Channel find(ChannelId id) {
        for (Channel channel : this) {
            if (channel.id().equals(id)) {
                return channel;
            }
        }
        return null;
    }

    @Override
    public ChannelGroupFuture write(Object message) {
        return write(message, ChannelMatchers.all());
    }

    @Override
    public ChannelGroupFuture write(Object message, ChannelMatcher matcher) {
        return write(message, matcher, false);
    }

    @Override
    public ChannelGroupFuture write(Object message, ChannelMatcher matcher, boolean voidPromise) {
        return snapshot().write(message, matcher, voidPromise);
    }

    @Override
    public ChannelGroup flush() {
        return flush(ChannelMatchers.all());
    }

    @Override
    public ChannelGroup flush(ChannelMatcher matcher) {
        for (Channel channel : this) {
            if (matcher.matches(channel)) {
                channel.flush();
            }
        }
        return this;
    }

    @Override
    public ChannelGroupFuture writeAndFlush(Object message) {
        return writeAndFlush(message, ChannelMatchers.all());
    }

    @Override
    public ChannelGroupFuture writeAndFlush(Object message, ChannelMatcher matcher) {
        return writeAndFlush(message, matcher, false);
    }

    @Override
    public ChannelGroupFuture writeAndFlush(Object message, ChannelMatcher matcher, boolean voidPromise) {
        return snapshot().writeAndFlush(message, matcher, voidPromise);
    }

    @Override
    @Deprecated
    public ChannelGroupFuture flushAndWrite(Object message) {
        return snapshot().writeAndFlush(message);
    }

    @Override
    @Deprecated
    public ChannelGroupFuture flushAndWrite(Object message, ChannelMatcher matcher) {
        return snapshot().writeAndFlush(message, matcher);
    }

    @Override
    public ChannelGroupFuture disconnect() {
        return disconnect(ChannelMatchers.all());
    }

    @Override
    public ChannelGroupFuture disconnect(ChannelMatcher matcher) {
        return snapshot().disconnect(matcher);
    }

    @Override
    public ChannelGroupFuture close() {
        return close(ChannelMatchers.all());
    }

    @Override
    public ChannelGroupFuture close(ChannelMatcher matcher) {
        return snapshot().close(matcher);
    }

    @Override
    @Deprecated
    public ChannelGroupFuture deregister() {
        return deregister(ChannelMatchers.all());
    }

    @Override
    @Deprecated
    public ChannelGroupFuture deregister(ChannelMatcher matcher) {
        return snapshot().deregister(matcher);
    }

    @Override
    public ChannelGroupFuture newCloseFuture() {
        return newCloseFuture(ChannelMatchers.all());
    }

    @Override
    public ChannelGroupFuture newCloseFuture(ChannelMatcher matcher) {
        return snapshot().newCloseFuture(matcher);
    }

    @Override
    public int compareTo(ChannelGroup other) {
        int order = name.compareTo(other.name());
        return order != 0 ? order : Integer.compare(System.identityHashCode(this), System.identityHashCode(other));
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "ChannelGroup(" + name + ", " + size() + " channels)";
    }
}
