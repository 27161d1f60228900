package io.nettychat.benchmarks.disk;

import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;

/** H2's store with its defaults and one commit a turn: room and seq are the key, the record is the value. */
final class MvStoreStore implements StoreBenchmark.Store {
    private static final int RECORD = 180;

    private final MVStore store;
    private final MVMap<Long, byte[]> messages;
    private final long[] seqs;
    private final int history;
    private int next;

    MvStoreStore(Path file, int rooms, int history) {
        store = new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitDisabled()
                .open();
        messages = store.openMap(
                "messages",
                new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
        seqs = new long[rooms];
        this.history = history;
    }

    @Override
    public void turn(int count) {
        for (int i = 0; i < count; i++) {
            next = (next + 7) % seqs.length;
            long seq = ++seqs[next];
            long room = (long) next << 40;
            messages.put(room | seq, new byte[RECORD]);
            if (seq > history) {
                messages.remove(room | (seq - history));
            }
        }
        store.commit();
    }

    @Override
    public void close() {
        store.close();
    }
}
