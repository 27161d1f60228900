package io.nettychat.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpContentException;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole requests. One with too large a body is passed on without it, as one that could not be decoded, so that it is
 * refused like all the others: in its turn, with words, and with an end that lets them be read. Netty's own answer has no
 * words and leaves the connection open.
 */
final class RequestAggregator extends HttpObjectAggregator {

    /** @param maxBody in bytes */
    RequestAggregator(int maxBody) {
        super(maxBody, true);
    }

    /**
     * Says "go on" where that is so. An expectation that nobody knows may be ignored (RFC 9110, 10.1.1), also when it stands
     * before one that is known: Netty looks at the first only, answers it with 417 out of turn, and closes.
     */
    @Override
    protected @Nullable Object newContinueResponse(HttpMessage start, int maxBody, ChannelPipeline pipeline) {
        return HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(start.headers().get(HttpHeaderNames.EXPECT))
                        && HttpUtil.is100ContinueExpected(start)
                        && !isContentLengthInvalid(start, maxBody)
                ? super.newContinueResponse(start, maxBody, pipeline)
                : null;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        HttpRequest head = (HttpRequest) oversized;
        FullHttpRequest refused = new DefaultFullHttpRequest(
                head.protocolVersion(),
                head.method(),
                head.uri(),
                Unpooled.EMPTY_BUFFER,
                head.headers(),
                EmptyHttpHeaders.INSTANCE);
        DecoderResult result = head.decoderResult();
        refused.setDecoderResult(
                result.isFailure()
                        ? result
                        : DecoderResult.failure(new TooLongHttpContentException("too large a body")));
        ctx.fireChannelRead(refused);
    }
}
