package io.nettychat.launcher.check;

import io.nettychat.launcher.check.Broken.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what is broken: all of it is counted, the first of it kept. */
final class Verdict {
    private static final int KEPT = 100;

    private final List<Broken> kept = new ArrayList<>();
    private final Set<Broken> known = new HashSet<>();
    private long count;

    void broken(Promise promise, @Nullable String epoch, long seq, @Nullable String id, String who, String what) {
        Broken broken = new Broken(promise, epoch, seq, id, who, what);
        if (kept.size() < KEPT && !known.add(broken)) {
            return;
        }
        count++;
        if (kept.size() < KEPT) {
            kept.add(broken);
        }
    }

    boolean isGood() {
        return count == 0;
    }

    long count() {
        return count;
    }

    List<Broken> kept() {
        return kept;
    }
}
