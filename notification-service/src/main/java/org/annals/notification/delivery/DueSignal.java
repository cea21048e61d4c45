// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Says that more may be due, such as the next of an ordered lane, so that it need not wait for the next look. */
@ApplicationScoped
class DueSignal {

    private final Semaphore signals = new Semaphore(0);

    void raise() {
        signals.release();
    }

    /** Returns when it is raised, or after the pause. */
    void await(Duration pause) throws InterruptedException {
        if (signals.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            signals.drainPermits();
        }
    }
}
