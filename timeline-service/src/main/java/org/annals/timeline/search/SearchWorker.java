// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Does beside storing what makes searches fast: puts what was stored into the inverted index in lots, and counts facets
 * ahead. In each replica, whichever comes first.
 */
@ApplicationScoped
class SearchWorker {

    private static final Logger LOG = Logger.getLogger(SearchWorker.class);

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(10);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    /** How much longer than it works it leaves the database to others, while there is much to do. */
    private static final int REST = 9;

    private final TermIndex index;
    private final FacetTally tally;
    private final Thread thread = new Thread(this::run, "search-worker");
    private boolean failing;
    private volatile boolean stopping;

    SearchWorker(TermIndex index, FacetTally tally) {
        this.index = index;
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
            LOG.debug("Search worker interrupted to stop");
        }
    }

    /** Returns how long to wait until the next one. */
    private Duration step() {
        try {
            long began = System.nanoTime();
            index.merge();
            boolean more = tally.advance();
            failing = false;
            return more ? Duration.ofNanos(REST * (System.nanoTime() - began)) : INTERVAL;
        } catch (SQLException | RuntimeException e) {
            LOG.warnf(failing ? null : e, "Searches become slower, trying again [reason=%s]", e);
            failing = true;
            return RETRY_DELAY;
        }
    }
}
