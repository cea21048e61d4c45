// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.RestAssured;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream of events, sent line by line while its answers are read: what most HTTP clients can't do. */
final class Duplex implements Closeable {

    private final Socket socket = new Socket();
    private final InputStream in;
    private String head = "";
    private int chunkLeft;

    Duplex(String... headers) throws IOException {
        this(RestAssured.port, headers);
    }

    Duplex(int port, String... headers) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        write("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                + "Transfer-Encoding: chunked\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n");
    }

    Duplex send(Object event) {
        return send((event + "\n").getBytes(StandardCharsets.UTF_8));
    }

    Duplex send(byte[] bytes) {
        write(Integer.toHexString(bytes.length) + "\r\n");
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write("\r\n");
        return this;
    }

    Duplex end() {
        write("0\r\n\r\n");
        return this;
    }

    /** The status line and the headers of the response. */
    String head() throws IOException {
        while (!head.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The connection was closed after: " + head);
            }
            head += (char) next;
        }
        return head;
    }

    /** The next answer. */
    JsonNode answer() throws IOException {
        JsonNode next = next();
        if (next == null) {
            throw new IOException("The stream ended before an answer");
        }
        return next;
    }

    /** All answers that are still to come, to the end of the stream. */
    List<JsonNode> answers() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode answer = next(); answer != null; answer = next()) {
            all.add(answer);
        }
        return all;
    }

    private @Nullable JsonNode next() throws IOException {
        head();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = read(); next >= 0; next = read()) {
            if (next == '\n') {
                return Front.MAPPER.readTree(line.toByteArray());
            }
            line.write(next);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The next byte of the body; -1 at its end. */
    private int read() throws IOException {
        if (chunkLeft == 0) {
            String size = chunkHead();
            chunkLeft = Integer.parseInt(size, 16);
            if (chunkLeft == 0) {
                return -1;
            }
        }
        int next = in.read();
        if (--chunkLeft == 0) {
            in.skipNBytes(2);
        }
        return next;
    }

    private String chunkHead() throws IOException {
        StringBuilder size = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("The connection was closed in the middle of the answers");
            }
            size.append((char) next);
        }
        return size.toString().strip();
    }

    private void write(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
