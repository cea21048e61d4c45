// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

/** A record that can't be read as a message; says what was wrong with it. */
final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
        super(message);
    }
}
