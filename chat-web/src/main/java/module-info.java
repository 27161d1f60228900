/** The page of Netty Chat: files under {@code META-INF/resources/chat}, no code. */
module io.nettychat.web {}
