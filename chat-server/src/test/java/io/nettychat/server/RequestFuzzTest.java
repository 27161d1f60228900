package io.nettychat.server;

import static org.assertj.core.api.Assertions.catchThrowable;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Whatever arrives before the upgrade: each request is fit to be served, or refused. */
class RequestFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreServedOrRefused(byte[] input) {
        EmbeddedChannel channel = new EmbeddedChannel(
                new HttpServerCodec(HttpPipeline.MAX_LINE_BYTES, HttpPipeline.MAX_HEADER_BYTES, 1_024),
                new RequestAggregator(1_024),
                new Answers());
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(input));
        } finally {
            goAway(channel);
        }
    }

    /** Answers each request at once, as pages are: the codec counts those that wait. */
    private static final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            check(request);
            ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT));
        }
    }

    /** Goes away, be it in the middle of something: then what fails is told to the pipeline, and must be known as no bug. */
    private static void goAway(EmbeddedChannel channel) {
        Throwable failure = catchThrowable(channel::finishAndReleaseAll);
        if (failure != null && !PeerFailures.is(failure)) {
            throw new AssertionError("a bug would be reported", failure);
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
