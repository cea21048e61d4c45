// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.timeline;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.annals.notification.access.Login;
import org.annals.notification.access.Viewer;

/** Who may be told of which change. Without a login everybody may be told of everything, and nothing is kept here. */
@Singleton
public class Visibility {

    /**
     * What a timeline was described as last.
     *
     * @param sequence of the last change before that
     */
    record Description(boolean isPrivate, long sequence, Instant time) {}

    private final Login login;
    private final Map<String, Description> descriptions = new ConcurrentHashMap<>();
    private volatile boolean complete;

    Visibility(Login login) {
        this.login = login;
    }

    /** Whether it is known what every timeline is; until then nobody is told anything. */
    public boolean isKnown() {
        return complete || !login.isRequired();
    }

    /**
     * Whether somebody may be told of a change.
     *
     * @param storedAsPrivate whether its timeline was private when it was stored
     */
    public boolean isFor(Viewer viewer, String timeline, long sequence, BooleanSupplier storedAsPrivate) {
        return !login.isRequired() || viewer.reads(timeline) || !isPrivate(timeline, sequence, storedAsPrivate);
    }

    /** A change that came after the last description says itself what holds: the two topics are not read in step. */
    private boolean isPrivate(String timeline, long sequence, BooleanSupplier storedAsPrivate) {
        Description last = descriptions.get(timeline);
        if (last == null || sequence > last.sequence()) {
            return storedAsPrivate.getAsBoolean();
        }
        return last.isPrivate();
    }

    /** Takes on what is said of a timeline; while a database is rebuilt, what was said long ago comes again. */
    void describe(String timeline, Description description) {
        descriptions.merge(timeline, description, (known, said) -> said.time().isBefore(known.time()) ? known : said);
    }

    void complete() {
        complete = true;
    }

    int count() {
        return descriptions.size();
    }
}
