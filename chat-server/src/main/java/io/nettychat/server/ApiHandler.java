package io.nettychat.server;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the requests below {@code /api/}, asks who is there, and has {@link Api} answer them. One at a time: who sends the
 * next request before it has the answer to the last gets that answer, and then the end of the connection.
 */
final class ApiHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ApiHandler.class);
    private static final String BEARER = "bearer ";

    private final Settings settings;
    private final HttpDeadline deadline;
    private boolean busy;
    private boolean last;

    /**
     * @param path below which the requests are taken, with a slash at its end
     * @param api answers them
     * @param tokens who may ask
     */
    record Settings(String path, Api api, List<BearerToken> tokens) {}

    ApiHandler(Settings settings, HttpDeadline deadline) {
        this.settings = settings;
        this.deadline = deadline;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (busy) {
            ReferenceCountUtil.release(msg);
            last = true;
            return;
        }
        if (!(msg instanceof FullHttpRequest request)
                || !RequestCheck.path(request.uri()).startsWith(settings.path())) {
            ctx.fireChannelRead(msg);
            return;
        }
        try {
            take(ctx, request);
        } finally {
            request.release();
        }
    }

    private void take(ChannelHandlerContext ctx, FullHttpRequest request) {
        HttpRefusal refusal = RequestCheck.form(request);
        if (refusal != null) {
            HttpAnswer.refuse(ctx, request, refusal);
            busy = true; // what comes behind a request that cannot be read is not one either
            return;
        }
        busy = true;
        last = !HttpUtil.isKeepAlive(request);
        deadline.answering();
        BearerToken who = token(request.headers());
        if (who == null) {
            ApiAnswer unauthorized = ApiAnswer.error(
                    HttpResponseStatus.UNAUTHORIZED,
                    new Rejected(
                            ErrorCode.FORBIDDEN,
                            "Send a token that this server knows as \"Authorization: Bearer ...\"."));
            last = true;
            answer(ctx, unauthorized);
            return;
        }
        CompletionStage<ApiAnswer> stage;
        try {
            stage = settings.api()
                    .answer(who, ApiRequest.of(request, settings.path().length()));
        } catch (Rejected | RuntimeException e) {
            answer(ctx, failure(ctx, e));
            return;
        }
        stage.whenCompleteAsync(
                (answer, failure) -> answer(ctx, answer != null ? answer : failure(ctx, failure)), ctx.executor());
    }

    /** Returns the token that came with a request, null when none did that is known. Looks at all, whichever it is. */
    private @Nullable BearerToken token(HttpHeaders headers) {
        List<String> sent = headers.getAll(HttpHeaderNames.AUTHORIZATION);
        if (sent.size() != 1 || !sent.get(0).regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        byte[] token = sent.get(0).substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
        BearerToken known = null;
        for (BearerToken one : settings.tokens()) {
            known = one.is(token) ? one : known;
        }
        return known;
    }

    private static ApiAnswer failure(ChannelHandlerContext ctx, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Rejected why) {
            return ApiAnswer.error(ApiAnswer.status(why.code()), why);
        }
        if (cause instanceof IllegalStateException) {
            return ApiAnswer.error(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    new Rejected(ErrorCode.INTERNAL, "The server is going down. Try again in a moment.", 1_000));
        }
        BugReports.log(
                log,
                "A bug: a request to the API failed",
                Client.addressOf(ctx.channel()),
                cause != null ? cause : new NullPointerException("no answer"));
        return ApiAnswer.error(
                HttpResponseStatus.INTERNAL_SERVER_ERROR,
                new Rejected(ErrorCode.INTERNAL, "The server failed; its log says more."));
    }

    private void answer(ChannelHandlerContext ctx, ApiAnswer answer) {
        FullHttpResponse response = answer.response(ctx.alloc());
        HttpAnswer.date(response);
        if (last) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        ChannelFuture written = ctx.writeAndFlush(response);
        if (last) {
            OrderlyClose.afterRefusal(written, ctx.pipeline().get(HttpPipeline.CODEC));
        } else {
            busy = false;
            written.addListener((ChannelFutureListener) done -> deadline.answered());
        }
    }
}
