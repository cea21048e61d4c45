// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.filter;

/** A filter that has no answer for an event, such as one that divides by an attribute that is zero. */
public final class FilterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Without a stack trace: this may happen for each event and each subscription. */
    public FilterException(String message) {
        super(message, null, false, false);
    }
}
