package org.annals.notification.subscription;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions, found by timeline and type without looking at those that ask for others. Safe for readers while
 * one thread writes.
 */
final class SubscriptionIndex {

    private static final String ANY = "*";

    /** What a subscription asks for: a slug or any, and a type, a type's beginning or any. */
    private record Key(String timeline, String type) {}

    private final Map<UUID, Subscription> byId = new ConcurrentHashMap<>();
    private final Map<Key, Map<UUID, Subscription>> byKey = new ConcurrentHashMap<>();

    /** A reader finds the subscription while it is put again: nothing that it still asks for may pass it by meanwhile. */
    void put(Subscription subscription) {
        List<Key> keys = keys(subscription);
        for (Key key : keys) {
            byKey.compute(key, (same, subscriptions) -> {
                Map<UUID, Subscription> all = subscriptions == null ? new ConcurrentHashMap<>() : subscriptions;
                all.put(subscription.id(), subscription);
                return all;
            });
        }
        Subscription replaced = byId.put(subscription.id(), subscription);
        if (replaced != null) {
            List<Key> left = keys(replaced);
            left.removeAll(keys);
            forget(subscription.id(), left);
        }
    }

    void remove(UUID id) {
        Subscription removed = byId.remove(id);
        if (removed == null) {
            return;
        }
        forget(id, keys(removed));
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

    /** Each once, however many of its types fit. */
    Collection<Subscription> matching(String timeline, String type) {
        Map<UUID, Subscription> found = new LinkedHashMap<>();
        for (String typeKey : typeKeys(type)) {
            found.putAll(byKey.getOrDefault(new Key(timeline, typeKey), Map.of()));
            found.putAll(byKey.getOrDefault(new Key(ANY, typeKey), Map.of()));
        }
        return found.values();
    }

    private static List<Key> keys(Subscription subscription) {
        List<Key> keys = new ArrayList<>();
        for (String timeline : orAny(subscription.timelines())) {
            for (String type : orAny(subscription.types())) {
                keys.add(new Key(timeline, type));
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
