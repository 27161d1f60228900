package io.nettychat.server;

import io.netty.handler.ssl.SslContext;

/** What TLS is spoken with. May be used from any thread. */
interface TlsSource extends AutoCloseable {
    /** Returns what the next connection is to be met with. */
    SslContext context();

    @Override
    void close();

    /** One context, which stays the host's. */
    static TlsSource fixed(SslContext context) {
        return new TlsSource() {
            @Override
            public SslContext context() {
                return context;
            }

            @Override
            public void close() {
                // it is the host's
            }
        };
    }
}
