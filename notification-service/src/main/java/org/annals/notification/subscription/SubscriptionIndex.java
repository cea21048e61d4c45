// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.annals.notification.filter.FilterException;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions, found by timeline, type and actor without looking at those that ask for others. Safe for readers
 * while one thread writes.
 */
final class SubscriptionIndex {

    private static final String ANY = "*";

    /** A subscription that asks for more combinations is found by fewer of their parts, and then asked. */
    private static final int MAX_KEYS = 400;

    /** What a subscription asks for: a slug or any, a type, a type's beginning or any, and an actor or any. */
    private record Key(String timeline, String type, String actor) {}

    private final Map<UUID, Subscription> byId = new ConcurrentHashMap<>();
    private final Map<Key, Map<UUID, Subscription>> byKey = new ConcurrentHashMap<>();

    /** A reader finds the subscription while it is put again: nothing that it still asks for may pass it by meanwhile. */
    void put(Subscription subscription) {
        List<Key> keys = keys(subscription.asked());
        for (Key key : keys) {
            byKey.compute(key, (same, subscriptions) -> {
                // Most keys have few.
                Map<UUID, Subscription> all = subscriptions == null ? new ConcurrentHashMap<>(2) : subscriptions;
                all.put(subscription.id(), subscription);
                return all;
            });
        }
        Subscription replaced = byId.put(subscription.id(), subscription);
        if (replaced != null) {
            List<Key> left = keys(replaced.asked());
            left.removeAll(keys);
            forget(subscription.id(), left);
        }
    }

    void remove(UUID id) {
        Subscription removed = byId.remove(id);
        if (removed == null) {
            return;
        }
        forget(id, keys(removed.asked()));
    }

    private void forget(UUID id, List<Key> keys) {
        for (Key key : keys) {
            byKey.computeIfPresent(key, (same, subscriptions) -> {
                subscriptions.remove(id);
                return subscriptions.isEmpty() ? null : subscriptions;
            });
        }
    }

    @Nullable
    Subscription find(UUID id) {
        return byId.get(id);
    }

    int size() {
        return byId.size();
    }

    /**
     * Those that want a change, each once.
     *
     * @param failed told of each filter that can't say
     */
    Collection<Subscription> matching(Facts facts, Consumer<FilterException> failed) {
        Map<UUID, Subscription> found = new LinkedHashMap<>();
        for (String type : typeKeys(facts.type())) {
            add(found, new Key(facts.timeline(), type, ANY), facts, failed);
            add(found, new Key(ANY, type, ANY), facts, failed);
            for (String actor : facts.actors()) {
                add(found, new Key(facts.timeline(), type, actor), facts, failed);
                add(found, new Key(ANY, type, actor), facts, failed);
            }
        }
        return found.values();
    }

    private void add(Map<UUID, Subscription> found, Key key, Facts facts, Consumer<FilterException> failed) {
        for (Subscription subscription : byKey.getOrDefault(key, Map.of()).values()) {
            if (!found.containsKey(subscription.id()) && wants(subscription, facts, failed)) {
                found.put(subscription.id(), subscription);
            }
        }
    }

    private static boolean wants(Subscription subscription, Facts facts, Consumer<FilterException> failed) {
        try {
            return subscription.wants(facts);
        } catch (FilterException e) {
            failed.accept(e);
            return false;
        }
    }

    private static List<Key> keys(NewSubscription asked) {
        List<String> timelines = orAny(asked.timelines());
        List<String> types = orAny(asked.types()).stream()
                .map(type -> TypePattern.isBeginning(type) ? type : ANY)
                .distinct()
                .toList();
        List<String> actors =
                orAny(asked.actors().stream().map(Facts::actor).distinct().toList());
        if (timelines.size() * types.size() * actors.size() > MAX_KEYS) {
            types = List.of(ANY);
        }
        if (timelines.size() * types.size() * actors.size() > MAX_KEYS) {
            actors = List.of(ANY);
        }
        List<Key> keys = new ArrayList<>();
        for (String timeline : timelines) {
            for (String type : types) {
                for (String actor : actors) {
                    keys.add(new Key(timeline, type, actor));
                }
            }
        }
        return keys;
    }

    private static List<String> orAny(List<String> values) {
        return values.isEmpty() ? List.of(ANY) : values;
    }

    /** For {@code a.b.c}: itself, {@code a.b.*}, {@code a.*} and any. */
    private static List<String> typeKeys(String type) {
        List<String> keys = new ArrayList<>();
        keys.add(type);
        for (int dot = type.lastIndexOf('.'); dot >= 0; dot = type.lastIndexOf('.', dot - 1)) {
            keys.add(type.substring(0, dot) + ".*");
        }
        keys.add(ANY);
        return keys;
    }
}
