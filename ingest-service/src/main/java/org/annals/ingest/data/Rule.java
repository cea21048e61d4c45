// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.data;

import org.jspecify.annotations.Nullable;

/** What a text must be, beyond a text. */
@FunctionalInterface
public interface Rule {

    /** What is allowed, where the text is not; null where it is in order. */
    @Nullable
    String broken(String text);
}
