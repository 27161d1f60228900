package io.nettychat.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/**
 * Why a request is not served.
 *
 * @param status what a program is told
 * @param reason what a person is told: what is wrong and what to do
 * @param headers what else belongs to the status
 */
record HttpRefusal(HttpResponseStatus status, String reason, Map<String, String> headers) {
    HttpRefusal(HttpResponseStatus status, String reason) {
        this(status, reason, Map.of());
    }
}
