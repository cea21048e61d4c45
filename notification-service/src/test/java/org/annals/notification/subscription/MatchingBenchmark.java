// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.annals.notification.filter.FilterException;

/**
 * How long it takes to find who wants a change, in memory, among many subscriptions of mixed kinds. Prints one line of
 * JSON, times in microseconds. Arguments: subscriptions (100000), changes (20000).
 */
public final class MatchingBenchmark {

    private static final int TIMELINES = 10_000;
    private static final int ACTORS = 5_000;
    private static final int TYPES = 2_000;
    private static final List<String> STATUSES = List.of("claimed", "reported", "confirmed");

    private final Random random = new Random(1);
    private final SubscriptionIndex index = new SubscriptionIndex();
    private long failures;

    private MatchingBenchmark() {}

    public static void main(String[] arguments) {
        int subscriptions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int changes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
        new MatchingBenchmark().run(subscriptions, changes);
    }

    private void run(int subscriptions, int changes) {
        long before = usedBytes();
        for (int i = 0; i < subscriptions; i++) {
            index.put(SubscriptionFixture.subscription(new UUID(1, i), asked(i)));
        }
        long bytes = usedBytes() - before;
        match(changes);
        long[] nanos = match(changes);
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "{\"subscriptions\": %d, \"changes\": %d, \"mean\": %.1f, \"p50\": %.1f, \"p99\": %.1f, \"max\": %.1f,"
                        + " \"bytesPerSubscription\": %d, \"filterFailures\": %d}%n",
                subscriptions,
                changes,
                Arrays.stream(nanos).average().orElse(0) / 1000,
                nanos[changes / 2] / 1000.0,
                nanos[changes * 99 / 100] / 1000.0,
                nanos[changes - 1] / 1000.0,
                bytes / subscriptions,
                failures);
    }

    private long[] match(int changes) {
        long[] nanos = new long[changes];
        long found = 0;
        for (int i = 0; i < changes; i++) {
            Facts facts = facts(i);
            long start = System.nanoTime();
            found += index.matching(facts, this::count).size();
            nanos[i] = System.nanoTime() - start;
        }
        if (found == 0) {
            throw new IllegalStateException("Nothing matched, so nothing was measured");
        }
        return nanos;
    }

    private void count(FilterException failure) {
        failures++;
    }

    /** Six in ten follow a timeline, two an actor, one a type anywhere, one a timeline through an expression. */
    private String asked(int i) {
        return switch (i % 10) {
            case 0, 1, 2, 3 -> "{\"timelines\": [\"" + timeline() + "\"]}";
            case 4, 5 -> "{\"timelines\": [\"" + timeline() + "\"], \"types\": [\"" + family() + ".*\"]}";
            case 6, 7 -> "{\"actors\": [\"" + actor() + "\"], \"minimumStatus\": \"reported\"}";
            case 8 -> "{\"types\": [\"" + type() + "\"], \"maximumAge\": \"P30D\"}";
            default ->
                "{\"timelines\": [\"" + timeline() + "\"], \"filters\": [{\"any\": ["
                        + "{\"prefix\": {\"source\": \"/desk/1\"}}, {\"sql\": \"type LIKE '" + family()
                        + ".%' AND revision > 1\"}]}]}";
        };
    }

    private Facts facts(int i) {
        String timeline = timeline();
        String type = type();
        return new Facts(
                timeline,
                type,
                Map.of("type", type, "source", "/desk/" + i % 30, "subject", timeline, "revision", "" + (1 + i % 3)),
                new HashSet<>(List.of(actor(), actor(), actor())),
                EventStatus.of(STATUSES.get(i % STATUSES.size())).orElseThrow(),
                Instant.EPOCH,
                Instant.EPOCH,
                false);
    }

    private String timeline() {
        return "story-" + random.nextInt(TIMELINES);
    }

    private String actor() {
        return "actor " + random.nextInt(ACTORS);
    }

    private String family() {
        return "kind" + random.nextInt(TYPES) % 100;
    }

    private String type() {
        return family() + ".of.t" + random.nextInt(TYPES / 100);
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
