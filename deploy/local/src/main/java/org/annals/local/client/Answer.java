// SPDX-License-Identifier: Apache-2.0
package org.annals.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a service answered.
 *
 * @param body missing where it was empty or not JSON
 * @param retryAfter how long it wants to be left alone, where it says so
 */
public record Answer(int status, JsonNode body, @Nullable Duration retryAfter) {

    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /** What a problem says is wrong, in one line. */
    public String detail() {
        String detail = body.path("detail").asText("");
        if (!detail.isEmpty()) {
            return detail;
        }
        String title = body.path("title").asText("");
        return "it answered " + status + (title.isEmpty() ? "" : " " + title);
    }
}
