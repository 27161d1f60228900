package io.nettychat.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.ReferenceCountUtil;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.Rejected;
import io.nettychat.spi.Handshake;
import io.nettychat.spi.Handshake.Dialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the requests for one path and makes WebSockets of them; passes all others on untouched. After the upgrade no
 * HTTP handler is left in the pipeline, and no frame encoder.
 */
final class WebSocketUpgradeHandler extends ChannelInboundHandlerAdapter {
    private static final String CHAT_V1 = "chat.v1";
    private static final String HTTP_CODEC_PACKAGE = "io.netty.handler.codec.http";

    private final Settings settings;

    /** The request that the host is being asked about. */
    private @Nullable FullHttpRequest asking;

    /** Whether the client has sent more before it was answered. */
    private boolean tooEarly;

    /**
     * @param path the path of the WebSocket
     * @param origins which pages may connect
     * @param proxies who is believed when it says for whom it asks
     * @param admission who counts
     * @param refused is told the status of each handshake that is refused, on the channel's loop
     * @param authentication asks the host who comes, null when it does not care; the stage completes on the channel's loop
     * @param websocket what comes after the upgrade
     */
    record Settings(
            String path,
            Origins origins,
            Proxies proxies,
            Admission admission,
            IntConsumer refused,
            @Nullable BiFunction<Channel, Handshake, CompletionStage<@Nullable Identity>> authentication,
            WebSocketPipeline websocket) {}

    WebSocketUpgradeHandler(Settings settings) {
        this.settings = settings;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (asking != null) {
            // RFC 6455, 4.1: a client waits for the answer to its handshake before it sends anything else.
            ReferenceCountUtil.release(msg);
            tooEarly = true;
            return;
        }
        if (!(msg instanceof FullHttpRequest request) || !settings.path().equals(RequestCheck.path(request.uri()))) {
            ctx.fireChannelRead(msg);
            return;
        }
        try {
            HttpRefusal refusal = tryUpgrade(ctx, request);
            if (refusal != null) {
                refuse(ctx, request, refusal);
            }
        } finally {
            ReferenceCountUtil.release(request);
        }
    }

    private void refuse(ChannelHandlerContext ctx, FullHttpRequest request, HttpRefusal refusal) {
        settings.refused().accept(refusal.status().code());
        HttpAnswer.refuse(ctx, request, refusal);
    }

    private @Nullable HttpRefusal tryUpgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
        HttpRefusal refusal = RequestCheck.request(request);
        if (refusal == null) {
            refusal = RequestCheck.handshake(request);
        }
        if (refusal != null) {
            return refusal;
        }
        HttpHeaders headers = request.headers();
        Client client = settings.proxies().client(ctx.channel(), headers);
        if (client == null) {
            return RequestCheck.contradiction();
        }
        if (!settings.origins().allows(headers.getAll(HttpHeaderNames.ORIGIN), client)) {
            return new HttpRefusal(
                    HttpResponseStatus.FORBIDDEN,
                    "Pages of this origin may not connect. Open the page of this server, or let its operator allow yours.");
        }
        List<String> offered = RequestCheck.subprotocols(headers);
        if (!offered.isEmpty() && !offered.contains(CHAT_V1)) {
            return RequestCheck.bad("None of the sub-protocols is spoken here. Ask for " + CHAT_V1 + ", or for none.");
        }
        Handshake handshake;
        try {
            handshake = handshake(client, request, offered.isEmpty() ? Dialect.SIMPLE : Dialect.CHAT_V1);
        } catch (IllegalArgumentException e) {
            return RequestCheck.bad("The query of the request is not well-formed.");
        }
        Client.note(ctx.channel(), client.address());
        refusal = settings.admission().enter(ctx.channel());
        if (refusal != null) {
            return refusal;
        }
        var authentication = settings.authentication();
        if (authentication == null) {
            upgrade(ctx, request, handshake, null);
        } else {
            ask(ctx, request.retain(), authentication.apply(ctx.channel(), handshake), handshake);
        }
        return null;
    }

    /** Goes on when the host has said who comes. Until then nothing is read. */
    private void ask(
            ChannelHandlerContext ctx,
            FullHttpRequest request,
            CompletionStage<@Nullable Identity> answer,
            Handshake handshake) {
        asking = request;
        ctx.channel().config().setAutoRead(false);
        HttpDeadline deadline = ctx.pipeline().get(HttpDeadline.class);
        if (deadline != null) {
            deadline.answering(); // the client has done its part
        }
        answer.whenComplete((identity, failure) -> {
            if (asking == null) {
                return; // the client did not wait for it
            }
            asking = null;
            ctx.channel().config().setAutoRead(true);
            try {
                if (failure != null) {
                    refuse(ctx, request, refusal(failure));
                } else if (tooEarly) {
                    refuse(
                            ctx,
                            request,
                            RequestCheck.bad("Wait for the answer to the handshake before you send more."));
                } else {
                    upgrade(ctx, request, handshake, identity);
                }
            } finally {
                request.release();
            }
        });
    }

    private static HttpRefusal refusal(Throwable failure) {
        if (failure instanceof Rejected why && why.code() != ErrorCode.INTERNAL) {
            return new HttpRefusal(
                    HttpResponseStatus.UNAUTHORIZED,
                    why.reason(),
                    // RFC 9110, 15.5.2: a 401 names a way to authenticate.
                    Map.of(HttpHeaderNames.WWW_AUTHENTICATE.toString(), "Bearer"));
        }
        String reason =
                failure instanceof Rejected why ? why.reason() : "It cannot be found out who you are. Try again.";
        return new HttpRefusal(HttpResponseStatus.SERVICE_UNAVAILABLE, reason, Map.of("Retry-After", "1"));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (asking != null) {
            asking.release();
            asking = null;
        }
    }

    private static Handshake handshake(Client client, FullHttpRequest request, Dialect dialect) {
        QueryStringDecoder target = new QueryStringDecoder(request.uri());
        Map<String, List<String>> headers = new HashMap<>();
        request.headers()
                .iteratorAsString()
                .forEachRemaining(header -> headers.computeIfAbsent(
                                header.getKey().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(header.getValue()));
        return new Handshake(dialect, target.path(), target.parameters(), headers, client.address());
    }

    private void upgrade(
            ChannelHandlerContext ctx, FullHttpRequest request, Handshake handshake, @Nullable Identity identity) {
        Channel channel = ctx.channel();
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandler decoder = HttpAnswer.decoder(pipeline);
        if (decoder == null) {
            throw new IllegalStateException("There is no HTTP codec in the pipeline.");
        }
        HttpHeaders extra = new DefaultHttpHeaders();
        if (handshake.dialect() == Dialect.CHAT_V1) {
            extra.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, CHAT_V1);
        }
        ctx.write(SwitchingProtocols.INSTANCE.answer(request, extra));
        // The engine may write frames as soon as it knows the channel, and an HTTP encoder would not let them pass.
        removeEncoder(pipeline, decoder);
        settings.websocket().install(channel, pipeline.context(decoder).name(), handshake, identity);
        channel.flush();
        removeHttp(pipeline, decoder);
    }

    private static void removeEncoder(ChannelPipeline pipeline, ChannelHandler decoder) {
        if (decoder instanceof HttpServerCodec codec) {
            codec.removeOutboundHandler();
        } else if (pipeline.get(HttpResponseEncoder.class) != null) {
            pipeline.remove(HttpResponseEncoder.class);
        }
    }

    /** The decoder goes last: it hands over what the client has already sent behind its request. */
    private void removeHttp(ChannelPipeline pipeline, ChannelHandler decoder) {
        for (Map.Entry<String, ChannelHandler> entry : pipeline.toMap().entrySet()) {
            ChannelHandler handler = entry.getValue();
            String type = handler.getClass().getName();
            boolean http =
                    type.startsWith(HTTP_CODEC_PACKAGE) && !entry.getKey().equals(WebSocketPipeline.DECODER);
            if (handler != decoder && (http || handler instanceof ChunkedWriteHandler || isOwn(handler))) {
                pipeline.remove(handler);
            }
        }
        if (pipeline.context(decoder) != null) {
            pipeline.remove(decoder);
        }
    }

    private static boolean isOwn(ChannelHandler handler) {
        return handler instanceof WebSocketUpgradeHandler
                || handler instanceof PageHandler
                || handler instanceof ApiHandler
                || handler instanceof RequestAggregator
                || handler instanceof HttpDeadline;
    }

    /** Netty's knowledge of the 101 without its surgery on the pipeline, which would add an encoder. */
    private static final class SwitchingProtocols extends WebSocketServerHandshaker13 {
        static final SwitchingProtocols INSTANCE = new SwitchingProtocols();

        private SwitchingProtocols() {
            super("", null, WebSocketDecoderConfig.newBuilder().build());
        }

        FullHttpResponse answer(FullHttpRequest request, HttpHeaders extra) {
            return newHandshakeResponse(request, extra);
        }
    }
}
