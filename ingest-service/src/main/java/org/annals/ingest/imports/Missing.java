// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event of the timeline that has the file's source and is not in the file.
 *
 * @param id by which a retraction would name it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Missing(
        UUID eventId,
        String id,
        @Nullable String title,
        @Nullable String occurred) {}
