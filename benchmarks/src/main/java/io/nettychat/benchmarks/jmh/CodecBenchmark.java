package io.nettychat.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nettychat.model.Message;
import io.nettychat.model.Rejected;
import io.nettychat.model.User;
import io.nettychat.protocol.ClientFrame;
import io.nettychat.protocol.FrameReader;
import io.nettychat.protocol.FrameWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One message through the codec, in and out. {@code readPlain} is what browsers send and takes the short way
 * ({@code PlainMessage}); its control {@code readParsed} is the same frame with a blank in it, which takes Jackson.
 * {@code write} is our way into the batch; its control {@code writeJackson} has Jackson's generator write the same JSON.
 *
 * <p><b>Result.</b> readPlain 79 ns and 192 bytes, readParsed 274 ns and 960 bytes; write 156 ns and 0 bytes,
 * writeJackson 356 ns and 560 bytes. On Temurin 25: 85, 264, 155 and 314 ns, the same bytes. Both short ways stay.
 * (2-core AMD EPYC virtual machine, Linux 6.18, JDK 17.0.15; {@code -prof gc -wi 1 -w 1 -i 2 -r 1})
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-Dio.netty.leakDetection.level=disabled"})
public class CodecBenchmark {
    private static final String TEXT = "a text of sixty-four characters, which is what people often say.";

    private final FrameReader reader = new FrameReader();
    private final FrameWriter writer = new FrameWriter(ZoneOffset.UTC);
    private final byte[] plain =
            bytes("{\"type\":\"message\",\"room\":\"lobby\",\"id\":\"m-1234567\",\"text\":\"" + TEXT + "\"}");
    private final byte[] spaced =
            bytes("{\"type\": \"message\",\"room\":\"lobby\",\"id\":\"m-1234567\",\"text\":\"" + TEXT + "\"}");
    private final ByteBuf out = Unpooled.directBuffer(1024);
    private final Message message =
            new Message(1_234_567, 1_790_000_000_000L, new User("AAAAAAAAAAAA", "member 199"), TEXT, "m-1234567");
    private final JsonFactory jackson = JsonFactory.builder().build();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The short way in. */
    @Benchmark
    public ClientFrame readPlain() throws Rejected {
        return reader.read(plain, 0, plain.length);
    }

    /** The control: the parser. */
    @Benchmark
    public ClientFrame readParsed() throws Rejected {
        return reader.read(spaced, 0, spaced.length);
    }

    /** Our way out. */
    @Benchmark
    public ByteBuf write() {
        out.clear();
        writer.message(out, "lobby", message);
        return out;
    }

    /** The control: the generator. */
    @Benchmark
    public ByteBuf writeJackson() {
        bytes.reset();
        try (JsonGenerator json = jackson.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("type", "message");
            json.writeStringProperty("room", "lobby");
            json.writeNumberProperty("seq", message.seq());
            json.writeNumberProperty("time", message.timeMillis());
            json.writeStringProperty("hms", "12:00:00");
            json.writeStringProperty("user", message.sender().id());
            json.writeStringProperty("name", message.sender().name());
            json.writeStringProperty("text", message.text());
            json.writeStringProperty("id", message.id());
            json.writeEndObject();
        }
        out.clear();
        out.writeShort(0x8100 | 126).writeShort(bytes.size());
        return out.writeBytes(bytes.toByteArray());
    }
}
