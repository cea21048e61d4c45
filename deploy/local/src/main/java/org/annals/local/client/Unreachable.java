// SPDX-License-Identifier: Apache-2.0
package org.annals.local.client;

/** A service does not answer at all; it may later. */
public final class Unreachable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unreachable(String message, Throwable cause) {
        super(message, cause);
    }
}
