// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;
import org.annals.notification.subscription.Subscription;
import org.jspecify.annotations.Nullable;

/** One try to deliver a message to a subscription: made by one thread, ended by another, stored by a third. */
public final class Attempt {

    private enum Stage {
        /** Waits until its endpoint has answered others. */
        QUEUED,
        /** About to be answered: it is worth waiting for before it is stored. */
        QUICK,
        SLOW,
        ENDED,
        /** Not made now, but later by the retries: its endpoint has its share already, or is left alone. */
        DEFERRED
    }

    private final Message message;
    private final Subscription subscription;
    private final UUID deliveryId;
    private final int number;
    private final Instant at;
    private final Instant notBefore;
    private final boolean retry;
    private final long startedNanos = System.nanoTime();
    private Stage stage;
    private boolean replayed;
    private boolean claimed;
    private @Nullable Outcome outcome;

    private Attempt(
            Message message,
            Subscription subscription,
            UUID deliveryId,
            int number,
            Instant at,
            Instant notBefore,
            boolean claimed,
            Stage stage) {
        this.message = message;
        this.subscription = subscription;
        this.deliveryId = deliveryId;
        this.number = number;
        this.at = at;
        this.notBefore = notBefore;
        this.retry = claimed;
        this.claimed = claimed;
        this.stage = stage;
    }

    static Attempt first(Message message, Subscription subscription, Instant at) {
        return new Attempt(message, subscription, id(message, subscription), 1, at, at, false, Stage.QUEUED);
    }

    static Attempt deferred(Message message, Subscription subscription, Instant at, Instant notBefore) {
        return new Attempt(message, subscription, id(message, subscription), 1, at, notBefore, false, Stage.DEFERRED);
    }

    /** Left to the retries, even when its delivery has ended before. */
    static Attempt replayed(Message message, Subscription subscription, Instant at) {
        Attempt attempt = deferred(message, subscription, at, at);
        attempt.replayed = true;
        return attempt;
    }

    /** A later one, of a delivery that the database has given to us. */
    static Attempt retry(Message message, Subscription subscription, UUID deliveryId, int number, Instant at) {
        return new Attempt(message, subscription, deliveryId, number, at, at, true, Stage.SLOW);
    }

    /** Whether there is nothing to wait for before it is stored. */
    public synchronized boolean isSettled() {
        return stage != Stage.QUICK && stage != Stage.QUEUED;
    }

    synchronized void launch() {
        stage = Stage.QUICK;
    }

    /** Leaves it to the retries; false when it is on its way in the meantime. */
    synchronized boolean defer() {
        if (stage != Stage.QUEUED) {
            return false;
        }
        stage = Stage.DEFERRED;
        return true;
    }

    synchronized boolean isDeferred() {
        return stage == Stage.DEFERRED;
    }

    /** False when it has ended in the meantime. */
    synchronized boolean slowDown() {
        if (stage != Stage.QUICK) {
            return false;
        }
        stage = Stage.SLOW;
        return true;
    }

    /** Returns whether it was slow. */
    synchronized boolean end(Outcome result) {
        boolean slow = stage == Stage.SLOW;
        stage = Stage.ENDED;
        outcome = result;
        return slow;
    }

    /**
     * The outcome; without one, the delivery is stored as claimed, and its outcome is to be stored when it comes. So it stays
     * when the outcome comes before a transaction that has failed is tried again: it is then on its way to be stored.
     */
    synchronized @Nullable Outcome outcomeOrClaim() {
        if (outcome == null && stage != Stage.DEFERRED) {
            claimed = true;
        }
        return claimed ? null : outcome;
    }

    synchronized boolean isClaimed() {
        return claimed;
    }

    synchronized @Nullable Outcome outcome() {
        return outcome;
    }

    /** Whether its delivery is to be made even if it was before. */
    boolean isReplayed() {
        return replayed;
    }

    /** Whether it does not come straight from the log. */
    boolean isRetry() {
        return retry;
    }

    Message message() {
        return message;
    }

    Subscription subscription() {
        return subscription;
    }

    UUID deliveryId() {
        return deliveryId;
    }

    int number() {
        return number;
    }

    Instant at() {
        return at;
    }

    /** When a deferred one may be made. */
    Instant notBefore() {
        return notBefore;
    }

    long ageNanos() {
        return System.nanoTime() - startedNanos;
    }

    /** The same whenever the same change goes to the same subscription, so that receivers can drop repeats. */
    private static UUID id(Message message, Subscription subscription) {
        return nameBased(subscription.id(), message.timeline() + "/" + message.sequence());
    }

    /** Version 5 of RFC 9562, which Java does not have. */
    private static UUID nameBased(UUID namespace, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer input = ByteBuffer.allocate(2 * Long.BYTES + bytes.length)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .put(bytes);
        ByteBuffer hash = ByteBuffer.wrap(sha1(input.array()));
        long most = (hash.getLong() & ~0xf000L) | 0x5000L;
        long least = (hash.getLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(most, least);
    }

    private static byte[] sha1(byte[] input) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-1, which every one must have", e);
        }
    }
}
