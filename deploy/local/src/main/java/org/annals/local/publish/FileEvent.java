// SPDX-License-Identifier: Apache-2.0
package org.annals.local.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An event of a file.
 *
 * @param index from 0
 * @param line on which it begins, from 1
 */
record FileEvent(long index, int line, ObjectNode content) {

    /** By what a person finds it in the file. */
    String place() {
        String id = content.path("id").asText("");
        return "event " + (index + 1) + " (line " + line + (id.isEmpty() ? "" : ", id " + id) + ")";
    }
}
