package io.nettychat.e2e;

import java.util.regex.Pattern;

/** A role for somebody, written into what the server says when it lets them in. */
final class Roles {
    private Roles() {}

    /** Before the page is opened. */
    static void give(Chatter chatter, String role) {
        chatter.page().routeWebSocket(Pattern.compile("/chat$"), page -> {
            page.connectToServer().onMessage(frame -> page.send(withRole(frame.text(), role)));
        });
    }

    static String withRole(String frame, String role) {
        return frame.replaceFirst("\\{\"type\":\"joined\"", "$0,\"role\":\"" + role + "\"");
    }
}
