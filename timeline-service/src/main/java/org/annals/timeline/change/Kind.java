// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.change;

import java.util.Locale;

/** What a change does to its event. */
public enum Kind {
    EVENT,
    CORRECTION,
    RETRACTION;

    /** As written in messages, in tables and under the hash. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Kind of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
