// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.topic.Offsets;
import org.jspecify.annotations.Nullable;

/** Decides where in the topic a subscription is to begin, or to go on. */
@ApplicationScoped
class Starts {

    private final Offsets offsets;

    Starts(Offsets offsets) {
        this.offsets = offsets;
    }

    /** Of a new one. */
    List<CatchUp> since(UUID subscription, NewSubscription asked) {
        Since since = asked.since();
        if (since instanceof Since.Beginning || since instanceof Since.Sequence) {
            return live(subscription, offsets.earliest());
        }
        if (since instanceof Since.Time time) {
            // Nothing that it asks for is before; what else is found there, it does not ask for.
            return live(subscription, offsets.at(time.time()));
        }
        return now(subscription);
    }

    /** From now on. */
    List<CatchUp> now(UUID subscription) {
        return live(subscription, offsets.latest());
    }

    /** From what is surely not alerted about yet, at the latest. What has been is not repeated. */
    List<CatchUp> unsettled(UUID subscription) {
        return live(subscription, offsets.acknowledged());
    }

    /** Of a replay, up to now. */
    List<CatchUp> replay(UUID replay, UUID subscription, CatchUp.Range range) {
        Map<Integer, Long> until = offsets.latest();
        Instant from = range.recordedFrom();
        Map<Integer, Long> next = from.equals(Instant.EPOCH) ? offsets.earliest() : offsets.at(from);
        return next.entrySet().stream()
                .filter(place -> place.getValue() < until.getOrDefault(place.getKey(), 0L))
                .map(place -> catchUp(replay, subscription, place, until.get(place.getKey()), range))
                .toList();
    }

    private static List<CatchUp> live(UUID subscription, Map<Integer, Long> offsets) {
        return offsets.entrySet().stream()
                .map(place -> catchUp(subscription, subscription, place, null, CatchUp.Range.ALL))
                .toList();
    }

    private static CatchUp catchUp(
            UUID id, UUID subscription, Map.Entry<Integer, Long> place, @Nullable Long until, CatchUp.Range range) {
        return new CatchUp(id, place.getKey(), subscription, 0, place.getValue(), until, range);
    }
}
