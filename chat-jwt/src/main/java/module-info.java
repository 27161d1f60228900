/** An authenticator of Netty Chat that verifies JSON Web Tokens. */
module io.nettychat.jwt {
    requires static transitive org.jspecify;
    requires transitive io.nettychat.core;
    requires com.nimbusds.jose.jwt;

    exports io.nettychat.jwt;
}
