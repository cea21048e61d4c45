// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** One kept HTTP/1.1 connection, with one request on its way at a time. */
final class Connection {

    static final int UNFINISHED = 0;

    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final SocketChannel channel;
    private final SelectionKey key;
    private ByteBuffer request = ByteBuffer.allocate(0);
    private ByteBuffer answer = ByteBuffer.allocate(64 * 1024);
    private int bodyAt;
    private int bodyLength;
    private long number;
    private long due;

    Connection(InetSocketAddress address, Selector selector) throws IOException {
        channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send(long requestNumber, byte[] bytes, long dueNanos) throws IOException {
        number = requestNumber;
        due = dueNanos;
        request = ByteBuffer.wrap(bytes);
        answer.clear();
        bodyAt = 0;
        write();
    }

    long due() {
        return due;
    }

    long number() {
        return number;
    }

    /** As it came: where the answer is chunked, with what parts the chunks. */
    byte[] body() {
        return Arrays.copyOfRange(answer.array(), bodyAt, answer.position());
    }

    /** Goes on with what it was about; the status of the answer when that is complete. */
    int proceed() throws IOException {
        if (request.hasRemaining()) {
            write();
        }
        if (!key.isReadable()) {
            return UNFINISHED;
        }
        if (!answer.hasRemaining()) {
            answer = ByteBuffer.allocate(answer.capacity() * 2).put(answer.flip());
        }
        if (channel.read(answer) < 0) {
            throw new EOFException("The server closed the connection");
        }
        if (bodyAt == 0) {
            readHead();
        }
        return bodyAt > 0 && isComplete() ? status() : UNFINISHED;
    }

    private void write() throws IOException {
        channel.write(request);
        key.interestOps(request.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private void readHead() {
        int end = indexOf(HEAD_END);
        if (end < 0) {
            return;
        }
        bodyAt = end + HEAD_END.length;
        String head = new String(answer.array(), 0, end, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        int at = head.indexOf("\r\ncontent-length:");
        if (at >= 0) {
            int from = head.indexOf(':', at) + 1;
            int to = head.indexOf('\r', from);
            bodyLength = Integer.parseInt(
                    head.substring(from, to < 0 ? head.length() : to).strip());
        } else {
            bodyLength = head.contains("\r\ntransfer-encoding: chunked") ? -1 : 0;
        }
    }

    /** One request at a time: a chunked answer ends where the last chunk is the last that came. */
    private boolean isComplete() {
        if (bodyLength >= 0) {
            return answer.position() >= bodyAt + bodyLength;
        }
        int at = answer.position() - LAST_CHUNK.length;
        return at >= bodyAt && isAt(at, LAST_CHUNK) && (at == bodyAt || answer.get(at - 1) == '\n');
    }

    private int status() {
        return (answer.get(STATUS_AT) - '0') * 100
                + (answer.get(STATUS_AT + 1) - '0') * 10
                + answer.get(STATUS_AT + 2)
                - '0';
    }

    private int indexOf(byte[] bytes) {
        for (int at = 0; at <= answer.position() - bytes.length; at++) {
            if (isAt(at, bytes)) {
                return at;
            }
        }
        return -1;
    }

    private boolean isAt(int at, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (answer.get(at + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
