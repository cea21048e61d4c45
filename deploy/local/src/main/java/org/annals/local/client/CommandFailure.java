// SPDX-License-Identifier: Apache-2.0
package org.annals.local.client;

/** A command can't do its work; the message is one line that says what is wrong and what to do. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
