package io.nettychat.hub;

import io.nettychat.model.Message;
import io.nettychat.protocol.ClientFrame;
import io.nettychat.protocol.FrameWriter;
import io.nettychat.spi.RoomLog;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a room's log in pages, as much as fits one answer. Nothing behind {@link Broadcast#cutSeq} is read: it is on its
 * way to the readers already. Owned by the room's home loop.
 */
final class Pages {
    private static final Logger log = LoggerFactory.getLogger(Pages.class);

    /** How many messages a page has when the client does not say. */
    static final int DEFAULT_RECENT = 50;

    private static final int MAX_PAGE = 100;
    private static final int JOINED_BYTES = 64 * 1024;
    private static final int CATCH_UP_BYTES = 32 * 1024;
    /** For whoever asks and reads nothing one page waits, behind what else the socket's queue takes: less than 64 KiB. */
    private static final int HISTORY_BYTES = 31 * 1024;

    private final String room;
    private final Hub hub;
    private final Broadcast broadcast;

    Pages(String room, Hub hub, Broadcast broadcast) {
        this.room = room;
        this.hub = hub;
        this.broadcast = broadcast;
    }

    /** Reads what follows a seq, as much as goes with the answer to a join. */
    void following(RoomLog opened, long after, Consumer<List<Message>> then, Runnable otherwise) {
        read(opened, after, MAX_PAGE, JOINED_BYTES, then, otherwise);
    }

    /** Reads what follows a seq, as much as a reader that fell behind is given at once. */
    void catchUp(RoomLog opened, long after, Consumer<List<Message>> then, Runnable otherwise) {
        Recent recent = broadcast.recent();
        if (recent.first() <= Math.max(after + 1, opened.first())) {
            List<Message> page = recent.read(after, Lane.CATCH_UP_MESSAGES);
            then.accept(page.subList(0, fitting(page, CATCH_UP_BYTES)));
        } else {
            read(opened, after, Lane.CATCH_UP_MESSAGES, CATCH_UP_BYTES, then, otherwise);
        }
    }

    /** Is given a page of history. */
    interface HistoryPage {
        /** Takes the page; {@code more} is whether there is more in the direction that was asked for. */
        void accept(List<Message> messages, boolean more);
    }

    /** Reads a page of history as a client asks for it. */
    void history(RoomLog opened, ClientFrame.History request, HistoryPage then, Runnable otherwise) {
        long cutSeq = broadcast.cutSeq();
        int limit = request.limit() < 0 ? DEFAULT_RECENT : Math.min(request.limit(), MAX_PAGE);
        long first = opened.first();
        boolean forward = request.after() >= 0;
        long before = request.before() < 0 ? cutSeq + 1 : Math.min(request.before(), cutSeq + 1);
        long after = forward ? Math.max(request.after(), first - 1) : Math.max(first - 1, before - 1 - limit);
        long count = forward ? limit : before - 1 - after;
        Consumer<List<Message>> answer = page -> {
            List<Message> fit = forward ? page.subList(0, fitting(page, HISTORY_BYTES)) : newest(page);
            boolean more;
            if (forward) {
                more = (fit.isEmpty() ? after : fit.get(fit.size() - 1).seq()) < broadcast.cutSeq();
            } else {
                more = (fit.isEmpty() ? before : fit.get(0).seq()) > first;
            }
            then.accept(fit, more);
        };
        int most = (int) Math.max(0, Math.min(limit, count));
        read(opened, after, most, Integer.MAX_VALUE, answer, otherwise);
    }

    /** Reads what has been handed to the lanes, as much as fits the limits but at least one message. */
    private void read(
            RoomLog opened, long after, int limit, int bytes, Consumer<List<Message>> then, Runnable otherwise) {
        long most = Math.min(limit, broadcast.cutSeq() - after);
        if (most <= 0) {
            then.accept(List.of());
            return;
        }
        opened.read(after, (int) most).whenComplete((page, failure) -> {
            if (failure != null) {
                hub.complaints().error(log, "the log of a room could not be read", Hooks.causeOf(failure));
                otherwise.run();
            } else {
                then.accept(page.subList(0, fitting(page, bytes)));
            }
        });
    }

    private int fitting(List<Message> page, int bytes) {
        int space = bytes;
        for (int i = 0; i < page.size(); i++) {
            if (page.get(i).seq() > broadcast.cutSeq()) {
                return i; // older ones have gone meanwhile, so that the page reaches into the open batch
            }
            space -= FrameWriter.sizeOf(room, page.get(i));
            if (space < 0) {
                return Math.max(1, i);
            }
        }
        return page.size();
    }

    private List<Message> newest(List<Message> page) {
        int from = page.size();
        for (int space = HISTORY_BYTES; from > 0; from--) {
            space -= FrameWriter.sizeOf(room, page.get(from - 1));
            if (space < 0 && from < page.size()) {
                break;
            }
        }
        return page.subList(from, page.size());
    }
}
