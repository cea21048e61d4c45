// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of events and the way on from it in both directions.
 *
 * @param previous the cursor of the page before it; null on the first one
 * @param next the cursor of the page after it; null on the last one
 */
public record Slice(
        List<Hit> hits, @Nullable String previous, @Nullable String next) {}
