// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many readers of one stream of server-sent events, all on one thread. */
final class StreamReaders implements AutoCloseable {

    /** Told of each event that a reader gets, on the readers' thread. */
    interface Listener {
        void received(int number, long nanos);
    }

    private static final Pattern EVENT = Pattern.compile("\"id\" ?: ?\"e(\\d{9})\"");
    private static final int LONGEST_ID = 24;

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    private final Listener listener;
    private final Thread thread = new Thread(this::run, "stream-readers");
    private volatile boolean stopping;

    /** Opens so many streams, and waits until each is answered. */
    StreamReaders(URI server, String path, int count, Listener listener) throws IOException {
        this.listener = listener;
        byte[] request = "GET %s HTTP/1.1\r\nhost: %s\r\naccept: text/event-stream\r\n\r\n"
                .formatted(path, server.getAuthority())
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
            channel.write(ByteBuffer.wrap(request));
            buffer.clear();
            channel.read(buffer);
            String answer = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("The stream is answered with " + answer);
            }
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, "");
        }
        thread.start();
    }

    private void run() {
        try {
            while (!stopping) {
                selector.select(this::read, 100);
            }
        } catch (IOException e) {
            throw new LoadFailure("The readers stopped", e);
        }
    }

    private void read(SelectionKey key) {
        buffer.clear();
        try {
            if (((SocketChannel) key.channel()).read(buffer) < 0) {
                throw new LoadFailure("A stream ended", null);
            }
        } catch (IOException e) {
            throw new LoadFailure("A stream broke", e);
        }
        long now = System.nanoTime();
        // An id may be cut in two by where one read ends.
        String text = key.attachment() + new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
        Matcher event = EVENT.matcher(text);
        int end = 0;
        while (event.find()) {
            listener.received(Integer.parseInt(event.group(1)), now);
            end = event.end();
        }
        key.attach(text.substring(Math.max(end, text.length() - LONGEST_ID)));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stopping = true;
        thread.join();
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
