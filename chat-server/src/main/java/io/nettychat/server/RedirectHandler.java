package io.nettychat.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends whoever comes in plain HTTP to the same address in HTTPS. */
final class RedirectHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(RedirectHandler.class);
    private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");
    private static final int HTTPS = 443;

    private final int port;
    private boolean answered;

    /** @param port where HTTPS is spoken */
    RedirectHandler(int port) {
        this.port = port;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        try {
            if (msg instanceof FullHttpRequest request && !answered) {
                answered = true;
                HttpRefusal refusal = RequestCheck.request(request);
                HttpAnswer.refuse(ctx, request, refusal != null ? refusal : redirect(request));
            }
        } finally {
            ReferenceCountUtil.release(msg);
        }
    }

    private HttpRefusal redirect(FullHttpRequest request) {
        String host =
                PORT.matcher(request.headers().get(HttpHeaderNames.HOST, "")).replaceFirst("");
        String url = "https://" + host + (port == HTTPS ? "" : ":" + port) + RequestCheck.pathAndQuery(request.uri());
        // For now, not for ever: a browser that has been told for ever never asks again, whatever becomes of the
        // server.
        return new HttpRefusal(
                HttpResponseStatus.TEMPORARY_REDIRECT, "This server speaks HTTPS: " + url, Map.of("Location", url));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (PeerFailures.is(cause)) {
            log.debug("{} is gone: {}", Client.addressOf(ctx.channel()), String.valueOf(cause));
        } else {
            BugReports.log(log, "A bug ended an HTTP connection", Client.addressOf(ctx.channel()), cause);
        }
        ctx.close();
    }
}
