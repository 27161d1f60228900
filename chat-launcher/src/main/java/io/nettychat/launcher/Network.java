package io.nettychat.launcher;

import static io.nettychat.launcher.RunningServer.each;
import static io.nettychat.launcher.RunningServer.message;

import io.nettychat.launcher.Arguments.Refused;
import io.nettychat.server.ChatServerBuilder;
import java.io.UncheckedIOException;

/** The options for what stands between the server and its users: TLS, proxies, a path. */
final class Network {
    private Network() {}

    /** @throws Refused when they cannot be used, or do not go together */
    static void apply(Arguments arguments, ChatServerBuilder builder) throws Refused {
        Options options = arguments.options();
        tls(arguments, builder);
        each(arguments, "--trusted-proxy", options.trustedProxies(), builder::trustedProxy);
        if (options.proxyProtocol) {
            if (options.trustedProxies().isEmpty()) {
                throw arguments.refuse(
                        "--proxy-protocol", "it is believed from trusted proxies only; name them with --trusted-proxy");
            }
            builder.proxyProtocol(true);
        }
        if (!options.hsts.isZero()
                && options.tlsCert == null
                && options.trustedProxies().isEmpty()) {
            throw arguments.refuse(
                    "--hsts",
                    "nobody comes by HTTPS; give --tls-cert, or the --trusted-proxy that speaks TLS in front of the server");
        }
        if (options.pathPrefix != null) {
            try {
                builder.pathPrefix(options.pathPrefix);
            } catch (IllegalArgumentException e) {
                throw arguments.refuse("--path-prefix", message(e));
            }
        }
    }

    private static void tls(Arguments arguments, ChatServerBuilder builder) throws Refused {
        Options options = arguments.options();
        if (options.tlsCert == null || options.tlsKey == null) {
            if (options.tlsCert != null || options.tlsKey != null) {
                throw arguments.refuse(
                        options.tlsCert != null ? "--tls-cert" : "--tls-key",
                        "--tls-cert and --tls-key belong together; give both");
            }
            if (options.redirectPort != null) {
                throw arguments.refuse("--redirect-port", "there is no HTTPS to redirect to without --tls-cert");
            }
        } else {
            try {
                builder.tls(options.tlsCert, options.tlsKey);
            } catch (UncheckedIOException e) {
                throw arguments.refuse("--tls-cert", message(e.getCause()));
            }
            if (options.redirectPort != null) {
                builder.redirectFrom(options.redirectPort);
            }
        }
        builder.strictTransportSecurity(options.hsts);
    }

    /** The path before everything, without a slash at its end. */
    static String prefix(Options options) {
        String prefix = options.pathPrefix == null ? "" : options.pathPrefix;
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }
}
