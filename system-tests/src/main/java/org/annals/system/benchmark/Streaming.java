// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Sends events line by line over one connection, and counts the answers, each a line too. */
final class Streaming implements AutoCloseable {

    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String REFUSED = "\"status\":4";

    private final Socket socket;
    private final AtomicLong answered = new AtomicLong();

    Streaming(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write("""
                        POST /v1/events HTTP/1.1\r
                        host: %s\r
                        content-type: application/x-ndjson\r
                        transfer-encoding: chunked\r
                        \r
                        """.formatted(server.getAuthority()).getBytes(StandardCharsets.US_ASCII));
    }

    /** Begins to send so many blocks of lines; ends when the last is answered. */
    CompletableFuture<Void> send(byte[] block, int blocks) {
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> write(block, blocks));
        CompletableFuture<Void> reading = CompletableFuture.runAsync(this::read);
        return CompletableFuture.allOf(sending, reading);
    }

    /** How many lines are answered. */
    long answered() {
        return answered.get();
    }

    private void write(byte[] block, int blocks) {
        byte[] size = (Integer.toHexString(block.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try {
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < blocks; i++) {
                out.write(size);
                out.write(block);
                out.write(CRLF);
            }
            out.write(LAST_CHUNK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            String status = line(in);
            if (!status.contains(" 200 ")) {
                throw new LoadFailure("The stream is answered with " + status, null);
            }
            String header = line(in);
            while (!header.isEmpty()) {
                header = line(in);
            }
            for (int size = chunk(in); size > 0; size = chunk(in)) {
                count(in.readNBytes(size));
                line(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void count(byte[] chunk) {
        int lines = 0;
        for (byte b : chunk) {
            if (b == '\n') {
                lines++;
            }
        }
        if (new String(chunk, StandardCharsets.ISO_8859_1).contains(REFUSED)) {
            throw new LoadFailure("An event of the stream is refused", null);
        }
        answered.addAndGet(lines);
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("The stream is broken off");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
