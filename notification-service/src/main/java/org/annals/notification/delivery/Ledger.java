// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.annals.notification.subscription.Pace;
import org.annals.notification.subscription.Protocol;
import org.annals.notification.subscription.Subscription;

/** Writes down what became of attempts, a statement per table for all of them, and what follows for their endpoints. */
@ApplicationScoped
class Ledger {

    private final MessageStore messages;
    private final DeliveryStore deliveries;
    private final AttemptStore attempts;
    private final BacklogStore backlog;
    private final FailingEndpointStore failing;
    private final RetrySchedule schedule;
    private final Clock clock;
    private final DeliveryConfig config;

    Ledger(
            MessageStore messages,
            DeliveryStore deliveries,
            AttemptStore attempts,
            BacklogStore backlog,
            FailingEndpointStore failing,
            Clock clock,
            RandomGenerator random,
            DeliveryConfig config) {
        this.messages = messages;
        this.deliveries = deliveries;
        this.attempts = attempts;
        this.backlog = backlog;
        this.failing = failing;
        this.schedule = new RetrySchedule(config.schedule(), random, clock);
        this.clock = clock;
        this.config = config;
    }

    /**
     * For the caller's transaction.
     *
     * @param first attempts of new deliveries, as they are now: delivered, waiting, or still on their way
     * @param later attempts that have ended, of deliveries that are in the database already
     * @return the subscriptions that are to be given up, and why
     */
    Map<UUID, String> write(List<Attempt> first, List<Attempt> later) {
        List<DeliveryStore.Result> firstResults = new ArrayList<>();
        List<DeliveryStore.Result> laterResults = new ArrayList<>();
        if (!first.isEmpty()) {
            Set<Message> bodies = new LinkedHashSet<>();
            List<DeliveryStore.Begun> begun = new ArrayList<>();
            for (Attempt attempt : first) {
                bodies.add(attempt.message());
                begun.add(begun(attempt, firstResults));
            }
            messages.append(bodies);
            if (deliveries.append(begun) < begun.size()) {
                // Some were there before, or went with their subscription: then nobody may need the message.
                messages.removeUnused(bodies.stream().map(MessageStore.Key::of).toList());
            }
            replay(first);
            supersede(first);
        }
        for (Attempt attempt : later) {
            Outcome outcome = attempt.outcome();
            if (outcome != null) {
                laterResults.add(result(attempt, outcome));
            }
        }
        if (!laterResults.isEmpty()) {
            deliveries.resolve(laterResults);
            attempts.append(laterResults);
        }
        List<DeliveryStore.Result> results = new ArrayList<>(firstResults);
        results.addAll(laterResults);
        return results.isEmpty() ? Map.of() : judge(results);
    }

    private void replay(List<Attempt> first) {
        List<UUID> replayed = first.stream()
                .filter(Attempt::isReplayed)
                .map(Attempt::deliveryId)
                .toList();
        if (!replayed.isEmpty()) {
            backlog.replay(replayed, clock.instant());
        }
    }

    private void supersede(List<Attempt> first) {
        List<UUID> newer = first.stream()
                .filter(attempt -> attempt.message().revision() > 1)
                .map(Attempt::deliveryId)
                .toList();
        if (!newer.isEmpty()) {
            backlog.supersede(newer, clock.instant());
        }
    }

    private DeliveryStore.Begun begun(Attempt attempt, List<DeliveryStore.Result> results) {
        Outcome outcome = attempt.outcomeOrClaim();
        if (outcome != null) {
            DeliveryStore.Result result = result(attempt, outcome);
            results.add(result);
            return new DeliveryStore.Begun(attempt, outcome, result.status(), result.nextAttempt(), null);
        }
        Subscription subscription = attempt.subscription();
        if (subscription.protocol() == Protocol.EMAIL) {
            Instant now = clock.instant();
            Pace pace = subscription.pace();
            Instant due = pace == null ? now : pace.next(now);
            return new DeliveryStore.Begun(attempt, null, DeliveryStatus.QUEUED, due, null);
        }
        if (attempt.isDeferred()) {
            Instant window = attempt.at().plus(subscription.coalesce());
            Instant due = window.isAfter(attempt.notBefore()) ? window : attempt.notBefore();
            return new DeliveryStore.Begun(attempt, null, DeliveryStatus.WAITING, due, null);
        }
        Instant now = clock.instant();
        Instant claimedUntil = now.plus(config.timeout()).plus(config.claimMargin());
        return new DeliveryStore.Begun(attempt, null, DeliveryStatus.WAITING, now, claimedUntil);
    }

    private DeliveryStore.Result result(Attempt attempt, Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            Optional<Instant> next =
                    failed.canHeal() ? schedule.next(attempt.number(), failed.retryAfter()) : Optional.empty();
            return next.map(at -> new DeliveryStore.Result(attempt, outcome, DeliveryStatus.WAITING, at))
                    .orElseGet(() -> new DeliveryStore.Result(attempt, outcome, DeliveryStatus.EXHAUSTED, null));
        }
        return new DeliveryStore.Result(attempt, outcome, DeliveryStatus.DELIVERED, null);
    }

    private Map<UUID, String> judge(List<DeliveryStore.Result> results) {
        Map<UUID, String> givenUp = new HashMap<>();
        Set<UUID> recovered = new HashSet<>();
        Map<UUID, Instant> failed = new HashMap<>();
        for (DeliveryStore.Result result : results) {
            UUID endpoint = result.attempt().subscription().id();
            if (!(result.outcome() instanceof Outcome.Failed failure)) {
                recovered.add(endpoint);
            } else if (failure.kind() == Outcome.Kind.GONE) {
                givenUp.put(
                        endpoint,
                        "The endpoint answered 410 Gone at "
                                + second(result.attempt().at()) + ".");
            } else {
                failed.merge(endpoint, result.attempt().at(), (one, other) -> one.isBefore(other) ? one : other);
            }
        }
        // What has failed while others succeed is not failing.
        failed.keySet().removeAll(recovered);
        if (!recovered.isEmpty()) {
            failing.recover(recovered);
        }
        if (!failed.isEmpty()) {
            failing.fail(failed);
            failing.failingSince(failed.keySet(), clock.instant().minus(config.disableAfter()))
                    .forEach((endpoint, since) -> givenUp.put(
                            endpoint, "The endpoint has failed since " + second(since) + " without one success."));
        }
        return givenUp;
    }

    /** For people to read. */
    private static Instant second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
