package io.nettychat.hub;

import io.nettychat.model.Message;
import io.nettychat.model.Page;
import io.nettychat.model.Position;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import io.nettychat.model.User;
import io.nettychat.protocol.ClientFrame;
import io.nettychat.protocol.ServerFrame;
import io.nettychat.spi.RoomLog;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one reader is sent of the log: with the answer to its join, when it fell behind, and as history. The first two end
 * in its lane, which goes on from where the piece ends. Owned by the room's home loop.
 */
final class Reading {
    private static final Logger log = LoggerFactory.getLogger(Reading.class);

    private final Room room;
    private final Hub hub;
    private final OpenLog messages;
    private final Broadcast broadcast;
    private final Pages pages;

    Reading(Room room, Hub hub, OpenLog messages, Broadcast broadcast) {
        this.room = room;
        this.hub = hub;
        this.messages = messages;
        this.broadcast = broadcast;
        this.pages = new Pages(room.name().value(), hub, broadcast);
    }

    /**
     * Answers a join: behind the open batch, and not before the log is where the client has been on another node.
     *
     * @param past the last seq that is history to this reader; what follows is news
     * @param answered is run behind the answer, unless the connection ends
     */
    void join(
            Member member,
            @Nullable User user,
            ClientFrame.Join request,
            RoomLog opened,
            long past,
            Runnable answered) {
        Runnable answer = () -> answer(member, user, request, opened, past, answered);
        boolean ahead = request.resumes()
                && request.since() > opened.head().seq()
                && opened.head().epoch().equals(request.epoch());
        if (!ahead) {
            broadcast.behindBatch(answer);
            return;
        }
        opened.reach(request.since()).whenComplete((reached, failure) -> {
            if (failure == null) {
                broadcast.behindBatch(answer);
            } else {
                if (!(Hooks.causeOf(failure) instanceof Rejected)) {
                    hub.complaints().error(log, "the log of a room could not be brought up to date", failure);
                }
                member.fail();
            }
        });
    }

    private void answer(
            Member member,
            @Nullable User user,
            ClientFrame.Join request,
            RoomLog opened,
            long past,
            Runnable answered) {
        if (member.room != room) {
            answered.run();
            return; // it has left in the same turn
        }
        Lane lane = broadcast.laneOf(member);
        long head = broadcast.cutSeq();
        if (member.messagesOnly) {
            lane.run(() -> lane.admit(member, null, head, true));
            answered.run();
            return;
        }
        String epoch = opened.head().epoch();
        long oldest = opened.first();
        long since = request.since();
        boolean resumes = request.resumes() && epoch.equals(request.epoch()) && since >= oldest - 1 && since <= head;
        long recent = request.limit() < 0 ? Pages.DEFAULT_RECENT : request.limit();
        long after = resumes ? since : Math.max(oldest - 1, Math.min(past, head) - recent);
        Consumer<List<Message>> then = page -> {
            long cutSeq = broadcast.cutSeq();
            long from = page.isEmpty() ? cutSeq + 1 : page.get(0).seq();
            long upTo = page.isEmpty() ? cutSeq : page.get(page.size() - 1).seq();
            // The oldest messages may have gone while the log was read.
            ServerFrame.How how = !request.resumes()
                    ? ServerFrame.How.FRESH
                    : resumes && from == since + 1 ? ServerFrame.How.RESUMED : ServerFrame.How.GAP;
            hub.metrics().joined(how.name().toLowerCase(Locale.ROOT));
            ServerFrame.Joined joined = new ServerFrame.Joined(
                    request.id(),
                    room.name().value(),
                    epoch,
                    cutSeq,
                    opened.first(),
                    how,
                    page,
                    user == null ? Role.MEMBER : room.moderation().roleOf(user.id()),
                    room.presence().named(),
                    room.moderation().roles(),
                    room.presence().count());
            lane.run(() -> lane.admit(member, joined, upTo, upTo >= cutSeq));
            answered.run();
        };
        pages.following(opened, after, then, member::fail);
    }

    /** Reads the log on for a reader that fell behind. */
    void catchUp(Member member, long given, boolean missedNews) {
        RoomLog opened = messages.get();
        if (member.room != room || opened == null) {
            return;
        }
        Lane lane = broadcast.laneOf(member);
        Consumer<List<Message>> then = page -> {
            long cutSeq = broadcast.cutSeq();
            long from = page.isEmpty() ? cutSeq + 1 : page.get(0).seq();
            long upTo = page.isEmpty() ? cutSeq : page.get(page.size() - 1).seq();
            boolean atHead = upTo >= cutSeq;
            long gapFrom = from > given + 1 ? given + 1 : 0;
            List<User> here = atHead && missedNews && !member.messagesOnly
                    ? room.presence().named()
                    : null;
            ServerFrame.Members present = here == null ? null : room.members(null, here);
            lane.run(() -> lane.caughtUp(member, given, gapFrom, from - 1, page, upTo, atHead, present));
        };
        pages.catchUp(opened, given, then, member::fail);
    }

    /**
     * Answers with a page of history.
     *
     * @param answered is run behind the answer, whatever it is
     */
    void history(Member member, ClientFrame.History request, Runnable answered) {
        messages.with(opened -> broadcast.behindBatch(() -> history(member, request, opened, answered)), why -> {
            member.refuse(request.id(), why);
            answered.run();
        });
    }

    private void history(Member member, ClientFrame.History request, RoomLog opened, Runnable answered) {
        if (member.room != room) {
            member.refuse(request.id(), Member.notJoined());
            answered.run();
            return;
        }
        pages.history(
                opened,
                request,
                (page, more) -> {
                    member.reply(
                            new ServerFrame.History(request.id(), room.name().value(), page, more));
                    answered.run();
                },
                () -> {
                    member.refuse(request.id(), GuardedLog.unreadable());
                    answered.run();
                });
    }

    /** Reads a page of history for the host. */
    void history(RoomLog opened, ClientFrame.History request, Consumer<Page> then, Runnable otherwise) {
        broadcast.behindBatch(() -> pages.history(
                opened,
                request,
                (page, more) -> then.accept(
                        new Page(page, more, new Position(opened.head().epoch(), broadcast.cutSeq()), opened.first())),
                otherwise));
    }
}
