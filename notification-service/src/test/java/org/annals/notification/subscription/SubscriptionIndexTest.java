// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubscriptionIndexTest {

    private final SubscriptionIndex index = new SubscriptionIndex();

    @Test
    void a_type_is_found_by_itself_by_each_of_its_beginnings_and_by_any() {
        Subscription exact = put(List.of("director.of.studies"), List.of());
        Subscription near = put(List.of("director.of.*"), List.of());
        Subscription far = put(List.of("director.*"), List.of());
        Subscription any = put(List.of(), List.of());
        put(List.of("director"), List.of());
        put(List.of("director.of.studies.*"), List.of());
        put(List.of("direct.*"), List.of());
        Subscription inner = put(List.of("director.*.studies"), List.of());
        put(List.of("*.studies"), List.of());

        assertEquals(Set.of(exact, near, far, any, inner), matching("story", "director.of.studies"));
    }

    @Test
    void a_timeline_is_found_by_itself_and_by_any() {
        Subscription own = put(List.of(), List.of("other", "story"));
        Subscription any = put(List.of(), List.of());
        put(List.of(), List.of("other"));

        assertEquals(Set.of(own, any), matching("story", "report.issued"));
    }

    @Test
    void a_subscription_is_found_once_however_many_of_its_types_fit() {
        put(List.of("report.*", "report.issued"), List.of());

        assertEquals(
                1,
                index.matching(facts("story", "report.issued"), failure -> {}).size());
    }

    @Test
    void what_was_replaced_or_removed_is_not_found() {
        Subscription first = put(List.of("report.issued"), List.of());
        Subscription second = subscription(first.id(), List.of("director.resigned"), List.of());

        index.put(second);

        assertEquals(Set.of(), matching("story", "report.issued"));
        assertEquals(Set.of(second), matching("story", "director.resigned"));
        index.remove(first.id());
        assertEquals(Set.of(), matching("story", "director.resigned"));
        assertEquals(0, index.size());
    }

    @Test
    void what_is_put_again_is_found_all_the_while() {
        Subscription subscription = put(List.of("report.issued"), List.of("story"));
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> putting = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 100_000; i++) {
                index.put(subscription);
            }
            done.set(true);
        });

        int missed = 0;
        while (!done.get()) {
            missed += matching("story", "report.issued").isEmpty() ? 1 : 0;
        }

        putting.join();
        assertEquals(0, missed);
    }

    @Test
    void an_actor_is_found_by_name_or_uri_whatever_the_case() {
        Subscription named = put("{\"actors\": [\"Oksana Pokalchuk\"]}");
        Subscription identified = put("{\"actors\": [\"https://example.org/Q1\", \"nobody\"]}");
        put("{\"actors\": [\"nobody\"]}");

        Set<Subscription> found = new HashSet<>(index.matching(
                new Facts(
                        "story",
                        "report.issued",
                        Map.of(),
                        Set.of(Facts.actor(" oksana pokalchuk"), Facts.actor("https://example.org/Q1")),
                        null,
                        null,
                        Instant.now(),
                        false),
                failure -> {}));

        assertEquals(Set.of(named, identified), found);
    }

    @Test
    void a_subscription_to_very_many_combinations_is_found_all_the_same() {
        List<String> timelines =
                IntStream.range(0, 100).mapToObj(i -> "story-" + i).toList();
        List<String> types = IntStream.range(0, 100).mapToObj(i -> "type.t" + i).toList();
        Subscription many = put(types, timelines);

        assertEquals(Set.of(many), matching("story-42", "type.t99"));
        assertEquals(Set.of(), matching("story-42", "type.t100"));
    }

    private Set<Subscription> matching(String timeline, String type) {
        return new HashSet<>(index.matching(facts(timeline, type), failure -> {}));
    }

    private static Facts facts(String timeline, String type) {
        return new Facts(timeline, type, Map.of(), Set.of(), null, null, Instant.now(), false);
    }

    private Subscription put(String asked) {
        Subscription subscription = SubscriptionFixture.subscription(UUID.randomUUID(), asked);
        index.put(subscription);
        return subscription;
    }

    private Subscription put(List<String> types, List<String> timelines) {
        Subscription subscription = subscription(UUID.randomUUID(), types, timelines);
        index.put(subscription);
        return subscription;
    }

    private static Subscription subscription(UUID id, List<String> types, List<String> timelines) {
        return SubscriptionFixture.subscription(id, types, timelines);
    }
}
