// SPDX-License-Identifier: Apache-2.0
package org.annals.local.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.annals.local.client.Json;
import org.junit.jupiter.api.Test;

class BatchTest {

    /** What {@code [{"t":""}]} takes without the text. */
    private static final int FRAME = "[{\"t\":\"\"}]".length();

    private final Batch batch = new Batch();

    @Test
    void is_a_json_array() {
        batch.add(event("a"));
        batch.add(event("b"));

        assertEquals("[{\"t\":\"a\"},{\"t\":\"b\"}]", new String(batch.body(), UTF_8));
    }

    @Test
    void takes_a_thousand_events() {
        for (int i = 0; i < 1000; i++) {
            assertTrue(batch.add(event("")));
        }
        assertFalse(batch.add(event("")));
    }

    @Test
    void takes_four_mebibytes() {
        int second = ",{\"t\":\"\"}".length();
        assertTrue(batch.add(event("x".repeat(Batch.MAX_BYTES - FRAME - second - 1))));
        assertFalse(batch.add(event("12")));
        assertTrue(batch.add(event("1")));
        assertEquals(Batch.MAX_BYTES, batch.body().length);
    }

    @Test
    void leaves_it_to_ingest_to_refuse_a_single_event_that_is_too_large() {
        assertTrue(batch.add(event("x".repeat(Batch.MAX_BYTES))));
    }

    private static FileEvent event(String text) {
        return new FileEvent(0, 1, Json.MAPPER.createObjectNode().put("t", text));
    }
}
