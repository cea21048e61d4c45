// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A form in which events leave. Each part is written when it comes, so that length costs no memory. */
public interface Export {

    /**
     * What is exported.
     *
     * @param home the page to read it on
     * @param self where this export is
     * @param updated when something in it was last revised
     * @param grouped whether its events have few types, each several times, so that readers see something in groups
     */
    record Heading(String title, @Nullable String description, URI home, URI self, Instant updated, boolean grouped) {}

    void begin(Heading heading) throws IOException;

    void add(Item item) throws IOException;

    /**
     * Ends the document and flushes it.
     *
     * @param next where it goes on; null where all was written
     */
    void end(@Nullable URI next) throws IOException;
}
