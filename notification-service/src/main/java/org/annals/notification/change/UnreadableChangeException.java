// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import org.jspecify.annotations.Nullable;

/** A record on the topic that is no change; the message says why. */
final class UnreadableChangeException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Position position;

    UnreadableChangeException(String message) {
        this(message, null, null);
    }

    UnreadableChangeException(String message, Throwable cause) {
        this(message, cause, null);
    }

    UnreadableChangeException(String message, @Nullable Throwable cause, @Nullable Position position) {
        super(message, cause);
        this.position = position;
    }

    /** Returns the place in its timeline that the record has all the same; null when it does not say. */
    @Nullable
    Position position() {
        return position;
    }
}
