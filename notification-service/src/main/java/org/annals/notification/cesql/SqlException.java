// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.cesql;

/** An expression that is none, or that has no value for an event. */
public final class SqlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Without a stack trace: this may happen for each event and each subscription. */
    SqlException(String message) {
        super(message, null, false, false);
    }
}
