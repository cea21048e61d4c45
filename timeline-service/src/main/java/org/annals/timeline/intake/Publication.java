// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.annals.timeline.change.Change;
import org.annals.timeline.change.ChangePublisher;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a pass on their way to annals.changes. Where some are not published, none after them are: whoever reads
 * the topic would take them for the next ones, and those before for repeats.
 */
final class Publication {

    private final ChangePublisher publisher;
    private final ExecutorService thread;
    private final Instant read;
    private final List<Future<?>> parts = new CopyOnWriteArrayList<>();
    private volatile @Nullable Publication before;
    private volatile boolean broken;

    /**
     * A publication with nothing in it yet.
     *
     * @param thread takes one part after the other
     * @param read when what caused the changes was read
     * @param before what is still being published; null where that is all, or is published again
     */
    Publication(ChangePublisher publisher, ExecutorService thread, Instant read, @Nullable Publication before) {
        this.publisher = publisher;
        this.thread = thread;
        this.read = read;
        this.before = before;
    }

    void add(List<Change> changes) {
        parts.add(thread.submit(() -> {
            publish(changes);
            return null;
        }));
    }

    /** Returns when the broker has all of it. */
    void await() throws InterruptedException {
        for (Future<?> part : parts) {
            done(part);
        }
        before = null;
    }

    /** The result of a step that another thread takes, or its failure. */
    static <T> T done(Future<T> step) throws InterruptedException {
        try {
            return step.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("A part was not passed on", e.getCause());
        }
    }

    private void publish(List<Change> changes) throws InterruptedException {
        Publication preceding = before;
        if (broken || (preceding != null && preceding.broken)) {
            broken = true;
            throw new IllegalStateException("What comes before was not published");
        }
        // Until it is confirmed, it may have failed.
        broken = true;
        publisher.publish(changes, read);
        broken = false;
    }
}
