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
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last HTTP handler: the page, the three addresses for operators, and an answer to everything else. */
final class PageHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(PageHandler.class);
    private static final String ADMIN = "/admin";
    private static final String ADMIN_FILE = "/admin.html";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Settings settings;
    private final @Nullable HttpDeadline deadline;
    private boolean ending;

    /**
     * @param files the page
     * @param admission knows whether new connections are welcome
     * @param scrape the text of {@code /metrics}
     * @param proxies who is believed when it says for whom it asks
     * @param prefix the path under which everything stands, without a slash at its end; empty for none
     * @param admin whether the page for administrators is served
     * @param strictTransport for how many seconds browsers are to use nothing but HTTPS with this host; 0 says nothing
     */
    record Settings(
            StaticFiles files,
            Admission admission,
            Supplier<String> scrape,
            Proxies proxies,
            String prefix,
            boolean admin,
            long strictTransport) {
        Settings(StaticFiles files, Admission admission, Supplier<String> scrape) {
            this(files, admission, scrape, Proxies.none(), "", false, 0);
        }
    }

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
        String inside = path.startsWith(settings.prefix() + '/')
                ? path.substring(settings.prefix().length())
                : "";
        FullHttpResponse response = null;
        HttpRefusal refusal = null;
        if (request.decoderResult().isSuccess() && isForOperators(inside)) {
            // Load balancers ask here, some of them in HTTP/1.0 and without a Host.
            refusal = RequestCheck.method(request);
            response = refusal == null ? operators(ctx, inside) : null;
        } else {
            refusal = RequestCheck.request(request);
            Client client = refusal == null ? settings.proxies().client(ctx.channel(), request.headers()) : null;
            if (client != null) {
                response = page(inside, request, client);
            } else if (refusal == null) {
                refusal = RequestCheck.contradiction();
            }
        }
        if (response == null) {
            ending = true;
            HttpAnswer.refuse(ctx, request, refusal != null ? refusal : elsewhere(path, request));
            return;
        }
        send(ctx, request, response);
    }

    private @Nullable FullHttpResponse page(String path, FullHttpRequest request, Client client) {
        FullHttpResponse response = settings.files().answer(file(path), request, client.host());
        if (response != null && settings.strictTransport() > 0 && client.isSecure()) {
            response.headers().set("strict-transport-security", "max-age=" + settings.strictTransport());
        }
        return response;
    }

    /** The page for administrators has an address of its own, and none where it is not wanted. */
    private String file(String path) {
        if (path.equals(ADMIN)) {
            return settings.admin() ? ADMIN_FILE : "";
        }
        return path.equals(ADMIN_FILE) ? "" : path;
    }

    /** The page names its parts relative to its own folder, so its address must end with a slash. */
    private HttpRefusal elsewhere(String path, FullHttpRequest request) {
        if (!path.equals(settings.prefix())) {
            return notFound();
        }
        String target = RequestCheck.pathAndQuery(request.uri());
        String url = path + '/' + target.substring(path.length());
        return new HttpRefusal(
                HttpResponseStatus.PERMANENT_REDIRECT, "The chat is at " + path + "/.", Map.of("Location", url));
    }

    private HttpRefusal notFound() {
        return new HttpRefusal(
                HttpResponseStatus.NOT_FOUND,
                settings.files().isEmpty()
                        ? "There is no page here: io.nettychat:chat-web is not on the class path."
                        : "There is nothing at this address. The chat is at " + settings.prefix() + "/.");
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
        if (PeerFailures.is(cause)) {
            log.debug("{} is gone: {}", Client.addressOf(ctx.channel()), String.valueOf(cause));
        } else {
            BugReports.log(log, "A bug ended an HTTP connection", Client.addressOf(ctx.channel()), cause);
        }
        ctx.close();
    }
}
