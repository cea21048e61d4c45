// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.publishing;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Predicate;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Lets events be published while no partitions are being added. What the topic says about it is known as of when its
 * reader last came to its end: only for as long as {@link #LEASE} after that is publishing acknowledged. Whoever pauses
 * publishing waits longer than that, and then knows that no replica acknowledges anything more in the old epoch, not
 * even one that was frozen meanwhile.
 *
 * <pre>
 *  unread --renew--> open --read(paused)--> paused --read(begun), renew--> open
 * </pre>
 */
@Singleton
public class EpochGate {

    /** For how long an epoch may be taken to go on without having been read anew. */
    public static final Duration LEASE = Duration.ofSeconds(10);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /**
     * An epoch that had begun, and had not ended at a time.
     *
     * @param nanos the time, by {@link System#nanoTime}
     */
    private record Lease(Epoch epoch, long nanos) {}

    private volatile Epoch announced = Epoch.FIRST;
    private volatile @Nullable Lease lease;
    private volatile Predicate<Epoch> ready = epoch -> true;

    /** Sets what must be true before an epoch begins here: producers know its partitions. */
    void requireBefore(Predicate<Epoch> condition) {
        ready = condition;
    }

    /** Takes what the topic says; only its reader calls it. */
    public void read(Epoch epoch) {
        announced = epoch;
    }

    /**
     * Says that the topic was read to its end; only its reader calls it.
     *
     * @param nanos when its end was asked for
     */
    public void renew(long nanos) {
        Epoch epoch = announced;
        if (!epoch.isPaused() && ready.test(epoch)) {
            lease = new Lease(epoch, nanos);
        }
    }

    /** What the topic says. */
    public Epoch announced() {
        return announced;
    }

    /** Says that the announced epoch has begun here, so that events are published in it. */
    public boolean isOpen() {
        Lease held = lease;
        return held != null && held.epoch().equals(announced);
    }

    /** The epoch to publish in now. */
    Epoch enter() {
        Lease held = lease;
        Epoch epoch = announced;
        if (held != null && held.epoch().equals(epoch)) {
            return epoch;
        }
        throw held == null && !epoch.isPaused() ? unread() : paused();
    }

    /**
     * Makes sure that what the broker has confirmed may be acknowledged: it is in the log before the end of its epoch.
     *
     * @param epoch in which it was sent
     */
    void requireHeld(Epoch epoch) {
        Lease held = lease;
        if (held == null || held.epoch().number() != epoch.number()) {
            throw paused();
        }
        if (System.nanoTime() - held.nanos() > LEASE.toNanos()) {
            throw announced.isPaused() ? paused() : unread();
        }
    }

    private static ProblemException paused() {
        return ProblemException.unavailable(
                "publishing-paused",
                "Partitions are being added, and publishing is paused meanwhile. Send the same again in a moment.",
                RETRY_AFTER);
    }

    private static ProblemException unread() {
        return ProblemException.unavailable(
                "broker-unavailable",
                "Kafka does not say whether publishing is paused. Send the same again: what it has is not repeated.",
                RETRY_AFTER);
    }
}
