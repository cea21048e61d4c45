// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends bytes that no HTTP client would send. */
final class Wire {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Wire() {}

    /** The status that the server answers; 0 where it closes the connection without a word. */
    static int status(URI server, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            try {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // Refused before all of it was sent; the answer may be there all the same.
                return answered(socket);
            }
            return answered(socket);
        }
    }

    static int status(URI server, String text) throws IOException {
        return status(server, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A request with its body, well-formed but for what is in it. */
    static byte[] post(String path, String headers, byte[] body) {
        byte[] head = "POST %s HTTP/1.1\r\nhost: localhost\r\ncontent-length: %d\r\nconnection: close\r\n%s\r\n"
                .formatted(path, body.length, headers)
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    static int answered(Socket socket) {
        try {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            return status(reader.readLine());
        } catch (IOException e) {
            return 0;
        }
    }

    private static int status(@Nullable String line) {
        return line == null || line.length() < 12 ? 0 : Integer.parseInt(line.substring(9, 12));
    }
}
