// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.annals.timeline.export.Export;
import org.annals.timeline.export.Item;
import org.annals.timeline.export.JsonLd;

/** Events in the vocabulary of schema.org, to stand in a page. */
final class StructuredData {

    private StructuredData() {}

    static String of(List<Entry> entries, UriInfo uri) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            JsonLd json = new JsonLd(out);
            json.begin(new Export.Heading("", null, uri.getBaseUri(), uri.getRequestUri(), Instant.EPOCH, false));
            for (Entry entry : entries) {
                if (!entry.event().retracted()) {
                    json.add(new Item(
                            entry.event(),
                            entry.content().data(),
                            uri.getBaseUri().resolve(entry.path())));
                }
            }
            json.end(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // A script element ends at the first </script, wherever it is; in JSON a < is only ever in a text.
        return out.toString(StandardCharsets.UTF_8).replace("<", "\\u003c");
    }
}
