// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.publishing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the broker's word on each record of a request. It is complete when there is a word on all, not at the
 * first failure: until then their bytes are in memory, and count as in flight.
 */
final class Confirmation implements Callback {

    private final CompletableFuture<Void> future = new CompletableFuture<>();
    private final AtomicInteger missing;
    private volatile @Nullable Exception failure;

    Confirmation(int records) {
        missing = new AtomicInteger(records);
        completeWhenNoneIsMissing(records);
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        if (exception != null) {
            failure = exception;
        }
        completeWhenNoneIsMissing(missing.decrementAndGet());
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** The remaining records are not sent any more. */
    void giveUp(int notSent) {
        completeWhenNoneIsMissing(missing.addAndGet(-notSent));
    }

    CompletableFuture<Void> future() {
        return future;
    }

    private void completeWhenNoneIsMissing(int left) {
        if (left > 0) {
            return;
        }
        Exception reason = failure;
        if (reason == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(reason);
        }
    }
}
