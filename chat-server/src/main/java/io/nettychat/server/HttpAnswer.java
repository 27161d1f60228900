package io.nettychat.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Short answers in plain text. A refusal says what is wrong and what to do, and ends the connection. */
final class HttpAnswer {
    private static final String TEXT = "text/plain; charset=utf-8";

    /** The one format of <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7">RFC 9110, 5.6.7</a>. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private HttpAnswer() {}

    /** Dates an answer, which a server that has a clock must do. */
    static void date(FullHttpResponse response) {
        response.headers().set(HttpHeaderNames.DATE, HTTP_DATE.format(Instant.now()));
    }

    /** Builds an answer that must not be kept by caches. */
    static FullHttpResponse text(ChannelHandlerContext ctx, HttpResponseStatus status, String text) {
        ByteBuf body = ByteBufUtil.writeUtf8(ctx.alloc(), text + "\n");
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, TEXT)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("x-content-type-options", "nosniff")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return response;
    }

    /** Writes the refusal and ends the connection so that it can be read. */
    static void refuse(ChannelHandlerContext ctx, @Nullable HttpRequest request, HttpRefusal refusal) {
        FullHttpResponse response = text(ctx, refusal.status(), refusal.reason());
        refusal.headers().forEach((name, value) -> response.headers().set(name, value));
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        date(response);
        if (request != null && HttpMethod.HEAD.equals(request.method())) {
            response.content().clear();
        }
        ChannelFuture written = ctx.writeAndFlush(response);
        ChannelHandler decoder = decoder(ctx.pipeline());
        if (decoder == null) {
            OrderlyClose.afterExchange(written);
        } else {
            OrderlyClose.afterRefusal(written, decoder);
        }
    }

    /** Finds the handler that reads HTTP from the wire, null when there is none. */
    static @Nullable ChannelHandler decoder(ChannelPipeline pipeline) {
        HttpServerCodec codec = pipeline.get(HttpServerCodec.class);
        return codec != null ? codec : pipeline.get(HttpRequestDecoder.class);
    }
}
