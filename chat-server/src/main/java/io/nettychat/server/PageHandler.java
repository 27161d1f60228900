package io.nettychat.server;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last HTTP handler: the page, the three addresses for operators, and an answer to everything else. */
final class PageHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(PageHandler.class);
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Settings settings;
    private final @Nullable HttpDeadline deadline;
    private boolean ending;

    /**
     * @param files the page
     * @param admission knows whether new connections are welcome
     * @param scrape the text of {@code /metrics}
     */
    record Settings(StaticFiles files, Admission admission, Supplier<String> scrape) {}

    PageHandler(Settings settings, @Nullable HttpDeadline deadline) {
        this.settings = settings;
        this.deadline = deadline;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        try {
            if (msg instanceof FullHttpRequest request && !ending) {
                handle(ctx, request);
            }
        } finally {
            ReferenceCountUtil.release(msg);
        }
    }

    private void handle(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (deadline != null) {
            deadline.answering();
        }
        String path = RequestCheck.path(request.uri());
        FullHttpResponse response = null;
        HttpRefusal refusal = null;
        if (request.decoderResult().isSuccess() && isForOperators(path)) {
            // Load balancers ask here, some of them in HTTP/1.0 and without a Host.
            response = operators(ctx, path);
        } else {
            refusal = RequestCheck.request(request);
            if (refusal == null) {
                response = settings.files().answer(path, request);
            }
        }
        if (response == null) {
            ending = true;
            HttpAnswer.refuse(ctx, request, refusal != null ? refusal : notFound());
            return;
        }
        send(ctx, request, response);
    }

    private HttpRefusal notFound() {
        return new HttpRefusal(
                HttpResponseStatus.NOT_FOUND,
                settings.files().isEmpty()
                        ? "There is no page here: io.nettychat:chat-web is not on the class path."
                        : "There is nothing at this address. The chat is at /.");
    }

    private static boolean isForOperators(String path) {
        return path.equals("/healthz") || path.equals("/readyz") || path.equals("/metrics");
    }

    private FullHttpResponse operators(ChannelHandlerContext ctx, String path) {
        if (path.equals("/healthz")) {
            return HttpAnswer.text(ctx, HttpResponseStatus.OK, "up");
        }
        if (path.equals("/readyz")) {
            return settings.admission().isDraining()
                    ? HttpAnswer.text(ctx, HttpResponseStatus.SERVICE_UNAVAILABLE, "draining")
                    : HttpAnswer.text(ctx, HttpResponseStatus.OK, "ready");
        }
        FullHttpResponse response = HttpAnswer.text(
                ctx, HttpResponseStatus.OK, settings.scrape().get().stripTrailing());
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, PROMETHEUS);
        return response;
    }

    private void send(ChannelHandlerContext ctx, FullHttpRequest request, FullHttpResponse response) {
        // A client that asks again while it has not taken the last answer is not going to be remembered for it.
        ending = !HttpUtil.isKeepAlive(request)
                || !ctx.channel().isWritable()
                || request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        if (HttpMethod.HEAD.equals(request.method())) {
            response.content().clear();
        }
        if (ending) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        HttpAnswer.date(response);
        ChannelFuture written = ctx.writeAndFlush(response);
        if (ending) {
            OrderlyClose.afterRefusal(written, ctx.pipeline().get(HttpPipeline.CODEC));
        } else if (deadline != null) {
            written.addListener((ChannelFutureListener) done -> deadline.answered());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ending) {
            ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            log.debug("{} is gone: {}", ctx.channel().remoteAddress(), String.valueOf(cause));
        } else {
            BugReports.log(log, "A bug ended an HTTP connection", ctx.channel().remoteAddress(), cause);
        }
        ctx.close();
    }
}
