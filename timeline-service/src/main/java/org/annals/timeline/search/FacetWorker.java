package org.annals.timeline.search;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Counts facets ahead, in each replica, whichever comes first. */
@ApplicationScoped
class FacetWorker {

    private static final Logger LOG = Logger.getLogger(FacetWorker.class);

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(10);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    /** How much longer than it counts it leaves the database to others, while there is much to count. */
    private static final int REST = 4;

    private final FacetTally tally;
    private final Thread thread = new Thread(this::run, "facet-worker");
    private boolean failing;
    private volatile boolean stopping;

    FacetWorker(FacetTally tally) {
        this.tally = tally;
    }

    void start(@Observes StartupEvent event) {
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join(STOP_LIMIT.toMillis());
    }

    private void run() {
        try {
            while (!stopping) {
                Thread.sleep(step().toMillis());
            }
        } catch (InterruptedException e) {
            LOG.debug("Facet worker interrupted to stop");
        }
    }

    /** Returns how long to wait until the next one. */
    private Duration step() {
        try {
            long began = System.nanoTime();
            boolean more = tally.advance();
            failing = false;
            return more ? Duration.ofNanos(REST * (System.nanoTime() - began)) : INTERVAL;
        } catch (RuntimeException e) {
            LOG.warnf(failing ? null : e, "Facets not counted ahead, trying again [reason=%s]", e);
            failing = true;
            return RETRY_DELAY;
        }
    }
}
