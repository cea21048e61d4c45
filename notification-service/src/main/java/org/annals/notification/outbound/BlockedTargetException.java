// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.outbound;

/** A webhook may not go there. The message is for the subscriber, so it never says which address a name has. */
public final class BlockedTargetException extends Exception {

    private static final long serialVersionUID = 1L;

    BlockedTargetException(String rule) {
        super(rule);
    }
}
