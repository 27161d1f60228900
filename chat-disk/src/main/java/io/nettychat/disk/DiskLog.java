package io.nettychat.disk;

import io.nettychat.model.RoomName;
import io.nettychat.spi.MessageLog;
import io.nettychat.spi.RoomLog;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A log in the files of one directory. What is acknowledged outlives the process, or the machine ({@link Durability}):
 * rooms with their epochs and numbers, messages as long as the settings keep them, facts, the ids of the last 5 minutes,
 * and the key of the sessions. One thread writes, one reads; event loops wait for neither.
 *
 * <pre>{@code
 * DiskLog log = DiskLog.in(Path.of("data")).durability(Durability.FSYNC).open();
 * ChatServer.builder().hub(hub -> hub.log(log)).start();
 * }</pre>
 *
 * <p>The hub closes it. A directory belongs to one log at a time.
 */
public final class DiskLog implements MessageLog {
    private final DataDirectory directory;
    private final byte[] sessionKey;
    private final Writer writer;
    private final AtomicBoolean closed = new AtomicBoolean();

    DiskLog(Path path, Settings settings) throws IOException {
        directory = DataDirectory.take(path);
        try {
            sessionKey = directory.sessionKey();
            Moment moment = new Moment(settings.clock());
            writer = new Writer(directory, settings, Recovery.of(directory, settings), moment);
        } catch (AccessDeniedException e) {
            directory.release();
            throw new IOException(
                    "The file " + e.getFile()
                            + " may not be read or written by the user who runs the server. Give the data"
                            + " directory and all that is in it to that user.",
                    e);
        } catch (IOException | RuntimeException e) {
            directory.release();
            throw e;
        }
    }

    /**
     * Begins to open a log.
     *
     * @param directory where its files are; it is made when it is not there
     */
    public static DiskLogBuilder in(Path directory) {
        return new DiskLogBuilder(directory);
    }

    @Override
    public CompletionStage<RoomLog> open(RoomName room, RoomLog.Tail tail, Executor home) {
        CompletableFuture<RoomLog> opened = new CompletableFuture<>();
        writer.open(room, tail, home, opened);
        return opened;
    }

    @Override
    public byte[] sessionKey() {
        return sessionKey.clone();
    }

    /** Writes what waits, and lets another process have the directory. Repeats do nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            writer.close();
            directory.release();
        }
    }
}
