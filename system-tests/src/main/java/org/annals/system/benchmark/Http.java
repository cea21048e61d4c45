// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The bytes of requests. */
final class Http {

    private Http() {}

    static byte[] post(URI server, String path, String contentType, byte[] body) {
        byte[] head = """
                POST %s HTTP/1.1\r
                host: %s\r
                content-type: %s\r
                content-length: %d\r
                \r
                """.formatted(path, server.getAuthority(), contentType, body.length)
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    static byte[] get(URI server, String pathAndQuery) {
        return "GET %s HTTP/1.1\r\nhost: %s\r\naccept: application/json\r\n\r\n"
                .formatted(pathAndQuery, server.getAuthority())
                .getBytes(StandardCharsets.US_ASCII);
    }
}
