package io.nettychat.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.nettychat.model.Rejected;
import java.nio.charset.StandardCharsets;

/** Whatever text arrives: it is read, or refused with a reason. */
class FrameReaderFuzzTest {
    private final FrameReader reader = new FrameReader();

    @FuzzTest(maxDuration = "60s")
    void anyTextIsReadOrRefused(byte[] input) {
        // The pipeline lets valid UTF-8 through only.
        byte[] text = new String(input, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        try {
            reader.read(text, 0, text.length);
        } catch (Rejected refused) {
            if (refused.reason().isEmpty()) {
                throw new AssertionError("refused without a reason");
            }
        }
    }
}
