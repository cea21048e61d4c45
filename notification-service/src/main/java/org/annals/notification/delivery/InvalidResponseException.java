// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

/** Something that answers, and not by HTTP. The message is for the subscriber. */
final class InvalidResponseException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * An answer that has no status line.
     *
     * @param beginning its first bytes, of which control characters are not shown
     */
    InvalidResponseException(String beginning) {
        super("The answer is not HTTP/1.1: it begins with '"
                + beginning.replaceAll("\\p{Cntrl}+", " ").strip() + "'");
    }
}
