// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.SubscriptionFixture;
import org.junit.jupiter.api.Test;

/** Three at a time, two of them to one endpoint, which is waited for up to 100 ms. */
class TurnsTest {

    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final UUID endpoint = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();
    private final Turns turns = new Turns(3, 2, PATIENCE);

    @Test
    void an_endpoint_has_its_share_at_once_and_the_rest_in_their_order() {
        Attempt third = attempt(endpoint);
        Attempt fourth = attempt(endpoint);

        assertTrue(turns.enter(attempt(endpoint)));
        assertTrue(turns.enter(attempt(endpoint)));
        assertFalse(turns.enter(third));
        assertFalse(turns.enter(fourth));

        assertSame(third, turns.leave(endpoint, Duration.ZERO));
        assertSame(fourth, turns.leave(endpoint, Duration.ZERO));
        assertNull(turns.leave(endpoint, Duration.ZERO));
    }

    @Test
    void when_all_is_full_an_endpoint_that_has_none_still_gets_one() {
        turns.enter(attempt(endpoint));
        turns.enter(attempt(endpoint));
        turns.enter(attempt(other));

        assertFalse(turns.enter(attempt(other)), "a second one");
        assertTrue(turns.enter(attempt(UUID.randomUUID())), "the first one");
        assertFalse(turns.hasRoom());
    }

    @Test
    void what_others_left_goes_to_whoever_waits() {
        Attempt waiting = attempt(other);
        turns.enter(attempt(endpoint));
        turns.enter(attempt(endpoint));
        turns.enter(attempt(other));
        turns.enter(waiting);
        assertEquals(List.of(), turns.next());

        turns.leave(endpoint, Duration.ZERO);

        assertEquals(List.of(waiting), turns.next());
    }

    @Test
    void no_more_wait_than_may_be_under_way() {
        turns.enter(attempt(endpoint));
        turns.enter(attempt(endpoint));
        turns.enter(attempt(endpoint));
        turns.enter(attempt(endpoint));
        assertTrue(turns.hasRoom(), "two wait");

        turns.enter(attempt(endpoint));

        assertFalse(turns.hasRoom(), "three wait");
    }

    @Test
    void an_endpoint_is_congested_when_what_waits_would_take_longer_than_patience() {
        turns.enter(attempt(endpoint));
        turns.enter(attempt(endpoint));
        turns.enter(attempt(endpoint));
        // Its answers take 96 ms, on the mean of eight: 12 ms after one of them.
        turns.leave(endpoint, Duration.ofMillis(96));
        for (int i = 0; i < 16; i++) {
            turns.enter(attempt(endpoint));
        }
        assertFalse(turns.isCongested(endpoint), "16 of 12 ms, two at a time, take 96 ms");

        turns.enter(attempt(endpoint));

        assertTrue(turns.isCongested(endpoint), "17 take 102 ms");
        assertFalse(turns.isCongested(other));
    }

    @Test
    void what_waits_can_be_withdrawn_and_what_is_under_way_can_not() {
        Attempt first = attempt(endpoint);
        Attempt third = attempt(endpoint);
        turns.enter(first);
        turns.enter(attempt(endpoint));
        turns.enter(third);

        assertFalse(turns.withdraw(first));
        assertTrue(turns.withdraw(third));
        assertNull(turns.leave(endpoint, Duration.ZERO));
    }

    private static Attempt attempt(UUID endpoint) {
        Subscription subscription = SubscriptionFixture.subscription(endpoint, "{}");
        Message message = new Message("story", 1, UUID.randomUUID(), 1, "report.issued", Instant.EPOCH, null, "{}");
        return Attempt.first(message, subscription, Instant.EPOCH);
    }
}
