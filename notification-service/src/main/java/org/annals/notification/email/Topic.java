// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import java.util.List;
import org.annals.notification.subscription.NewSubscription;
import org.annals.notification.subscription.Subscription;

/** What a subscription is about, in words. Made of slugs and types alone, so that nobody can write to others by it. */
final class Topic {

    private static final int MAX_NAMED = 5;

    private Topic() {}

    static String of(Subscription subscription) {
        NewSubscription asked = subscription.asked();
        String timelines = asked.timelines().isEmpty()
                ? "all timelines"
                : (asked.timelines().size() == 1 ? "the timeline " : "the timelines ") + named(asked.timelines());
        return asked.types().isEmpty() ? timelines : timelines + " of type " + named(asked.types());
    }

    private static String named(List<String> names) {
        if (names.size() <= MAX_NAMED) {
            return String.join(", ", names);
        }
        return String.join(", ", names.subList(0, MAX_NAMED)) + " and " + (names.size() - MAX_NAMED) + " more";
    }
}
