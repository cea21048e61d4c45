// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.annals.ingest.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GunzipTest {

    private static final String TEXT = "An outcry began. ".repeat(2000);
    private static final int HEADER_BYTES = 10;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100, 100_000})
    void inflates_what_comes_in_pieces_of_any_size(int size) {
        assertEquals(TEXT, inflated(gzip(TEXT), size));
    }

    /** Flags for extra field, name, comment and checksum of the header; then each of them. */
    @Test
    void reads_over_all_that_a_header_may_have() {
        byte[] zipped = gzip(TEXT);
        zipped[3] = 0x1E;
        byte[] more = HexFormat.of().parseHex("0300" + "aabbcc" + "6e616d6500" + "7361796e6700" + "1234");

        byte[] whole = concat(
                Arrays.copyOf(zipped, HEADER_BYTES),
                concat(more, Arrays.copyOfRange(zipped, HEADER_BYTES, zipped.length)));

        assertEquals(TEXT, inflated(whole, 1));
    }

    @Test
    void inflates_several_members_as_one_body() {
        assertEquals("first, second", inflated(concat(gzip("first, "), gzip("second")), 5));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 10, 12})
    void refuses_what_ends_early(int length) {
        byte[] early = Arrays.copyOf(gzip("short"), length);

        assertTrue(refused(early).contains("ends early"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 10, -8, -4, -1})
    void refuses_what_was_altered(int at) {
        byte[] altered = gzip("short");
        altered[at < 0 ? altered.length + at : at] ^= (byte) 0xFF;

        assertTrue(refused(altered).startsWith("The body is no gzip"));
    }

    @Test
    void refuses_what_follows_and_is_no_gzip() {
        assertTrue(refused(concat(gzip("short"), new byte[] {'x'})).contains("begin"));
    }

    private static String refused(byte[] body) {
        return String.valueOf(assertThrows(ProblemException.class, () -> inflated(body, body.length + 1))
                .getMessage());
    }

    private static String inflated(byte[] body, int size) {
        Buffer whole = Buffer.buffer();
        Gunzip gunzip = new Gunzip();
        for (int at = 0; at < body.length; at += size) {
            gunzip.inflate(Arrays.copyOfRange(body, at, Math.min(body.length, at + size)), whole::appendBuffer);
        }
        gunzip.end();
        gunzip.close();
        return whole.toString();
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
