// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    /** The clock counts from anywhere, and may run over the end of its range. */
    private static final long NOW = Long.parseLong("7FFFFFFFFFFFFFFA", 16);

    private final TokenBucket bucket = new TokenBucket(2, NOW);

    @Test
    void a_second_lets_so_many_through_at_once() {
        assertEquals(2, bucket.available(NOW));
        bucket.owe(NOW);
        assertEquals(1, bucket.available(NOW));
        bucket.owe(NOW);
        assertEquals(0, bucket.available(NOW));
    }

    @Test
    void the_next_one_may_go_when_its_part_of_the_second_is_over() {
        bucket.owe(NOW);
        bucket.owe(NOW);

        assertEquals(0, bucket.available(NOW + SECOND / 2 - 10));
        assertEquals(1, bucket.available(NOW + SECOND / 2));
    }

    @Test
    void what_was_not_used_is_good_for_a_second_alone() {
        assertEquals(2, bucket.available(NOW + 100 * SECOND));
    }

    @Test
    void what_goes_in_any_case_is_paid_for_by_the_next() {
        bucket.owe(NOW);
        bucket.owe(NOW);
        bucket.owe(NOW);

        assertEquals(0, bucket.available(NOW + SECOND / 2));
        assertEquals(1, bucket.available(NOW + SECOND));
    }

    @Test
    void it_is_full_when_nothing_is_left_to_earn() {
        assertTrue(bucket.isFull(NOW));
        bucket.owe(NOW);
        assertFalse(bucket.isFull(NOW + SECOND / 2 - 10));
        assertTrue(bucket.isFull(NOW + SECOND / 2));
    }
}
