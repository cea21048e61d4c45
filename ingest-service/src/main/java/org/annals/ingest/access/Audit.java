// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.access;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Who did what, once it is done, in the log category {@code annals.audit}: a JSON object a line, without what was
 * published. Without a login nobody is known, and nothing is written.
 */
@Singleton
public class Audit {

    private static final Logger LOG = Logger.getLogger("annals.audit");

    /**
     * Writes a line.
     *
     * @param action such as {@code retracted}
     * @param what names and values, in turn
     */
    public void write(Publisher who, String action, String... what) {
        if (who.name() == null) {
            return;
        }
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("action", action).put("who", who.name()).put("address", who.address());
        for (int i = 0; i < what.length; i += 2) {
            line.put(what[i], what[i + 1]);
        }
        LOG.info(line);
    }
}
