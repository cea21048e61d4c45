// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.annals.notification.filter.Filter;
import org.annals.notification.filter.FilterException;

/** What a subscription asks for, one criterion after the other: all must hold, the cheapest are asked first. */
public final class Criteria {

    /**
     * Why a change fits or does not.
     *
     * @param member of the subscription
     * @param fits whether the change is as it asks
     * @param detail what the change is
     */
    public record Reason(String member, boolean fits, String detail) {}

    private record Criterion(String member, Predicate<Facts> test, Function<Facts, String> found) {}

    private final List<Criterion> criteria = new ArrayList<>();

    public Criteria(NewSubscription asked) {
        if (!asked.timelines().isEmpty()) {
            add("/timelines", facts -> asked.timelines().contains(facts.timeline()), Facts::timeline);
        }
        if (!asked.types().isEmpty()) {
            add("/types", facts -> isOneOf(asked.types(), facts.type()), Facts::type);
        }
        String source = asked.source();
        if (source != null) {
            add("/source", facts -> source.equals(source(facts)), Criteria::source);
        }
        if (!asked.actors().isEmpty()) {
            Set<String> actors = asked.actors().stream().map(Facts::actor).collect(Collectors.toSet());
            add("/actors", facts -> facts.actors().stream().anyMatch(actors::contains), Criteria::actors);
        }
        EventStatus minimum = asked.minimumStatus();
        if (minimum != null) {
            add("/minimumStatus", facts -> isAtLeast(facts, minimum), Criteria::status);
        }
        if (!asked.backfill()) {
            add("/backfill", facts -> !facts.backfill(), facts -> facts.backfill() ? "backfill" : "no backfill");
        }
        Age maximum = asked.maximumAge();
        if (maximum != null) {
            add("/maximumAge", facts -> !isOlder(facts, maximum), Criteria::latest);
        }
        for (int i = 0; i < asked.filters().size(); i++) {
            Filter filter = asked.filters().get(i);
            add(
                    "/filters/" + i,
                    facts -> filter.passes(facts.attributes()),
                    facts -> filter.json().toString());
        }
    }

    /**
     * Whether a change fits.
     *
     * @throws FilterException when a filter can't say
     */
    boolean fit(Facts facts) {
        for (Criterion criterion : criteria) {
            if (!criterion.test().test(facts)) {
                return false;
            }
        }
        return true;
    }

    /** What each criterion says. */
    public List<Reason> explain(Facts facts) {
        return criteria.stream().map(criterion -> explain(criterion, facts)).toList();
    }

    private static Reason explain(Criterion criterion, Facts facts) {
        try {
            return new Reason(
                    criterion.member(),
                    criterion.test().test(facts),
                    criterion.found().apply(facts));
        } catch (FilterException e) {
            return new Reason(criterion.member(), false, "can't be said: " + e.getMessage());
        }
    }

    private void add(String member, Predicate<Facts> test, Function<Facts, String> found) {
        criteria.add(new Criterion(member, test, found));
    }

    private static boolean isOneOf(List<String> patterns, String type) {
        for (String pattern : patterns) {
            if (TypePattern.matches(pattern, type)) {
                return true;
            }
        }
        return false;
    }

    private static String latest(Facts facts) {
        if (facts.occurred() != null) {
            return "until " + facts.occurred();
        }
        return isUndated(facts) ? "no date" : "no end";
    }

    private static String source(Facts facts) {
        return facts.attributes().getOrDefault("source", "");
    }

    private static String actors(Facts facts) {
        return facts.actors().isEmpty() ? "no actors" : String.join(", ", new LinkedHashSet<>(facts.actors()));
    }

    private static String status(Facts facts) {
        return Objects.toString(facts.status(), "no status");
    }

    private static boolean isAtLeast(Facts facts, EventStatus minimum) {
        EventStatus status = facts.status();
        return status != null && status.compareTo(minimum) >= 0;
    }

    /** By when it was recorded, not by the clock, so that a catch-up says the same as the live change did. */
    private static boolean isOlder(Facts facts, Age maximum) {
        Instant occurred = facts.occurred();
        return occurred == null ? isUndated(facts) : occurred.isBefore(maximum.before(facts.recorded()));
    }

    /** A retraction does not say when what it withdraws had happened: it is for those who were told of that. */
    private static boolean isUndated(Facts facts) {
        return "retraction".equals(facts.attributes().get("kind"));
    }
}
