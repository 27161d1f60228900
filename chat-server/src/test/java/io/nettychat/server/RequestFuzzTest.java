package io.nettychat.server;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Whatever arrives before the upgrade: each request is fit to be served, or refused. */
class RequestFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreServedOrRefused(byte[] input) {
        EmbeddedChannel channel = new EmbeddedChannel(
                new HttpServerCodec(HttpPipeline.MAX_LINE_BYTES, HttpPipeline.MAX_HEADER_BYTES, 1_024),
                new RequestAggregator(1_024));
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(input));
            for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
                FullHttpRequest request = (FullHttpRequest) message;
                try {
                    check(request);
                } finally {
                    request.release();
                }
            }
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static void check(FullHttpRequest request) {
        String path = RequestCheck.path(request.uri());
        if (path.indexOf('?') >= 0) {
            throw new AssertionError("a query in the path " + path);
        }
        HttpRefusal refusal = RequestCheck.request(request);
        if (refusal != null) {
            return;
        }
        SocketAddress anywhere = InetSocketAddress.createUnresolved("localhost", 1);
        Client client = new Client(anywhere, request.headers().get("Host", ""), null);
        Origins.sameOnly().allows(request.headers().getAll("Origin"), client);
        if (RequestCheck.handshake(request) == null) {
            RequestCheck.subprotocols(request.headers());
            try {
                new QueryStringDecoder(request.uri()).parameters();
            } catch (IllegalArgumentException malformed) {
                // answered with 400
            }
        }
    }
}
