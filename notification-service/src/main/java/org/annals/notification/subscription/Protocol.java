// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

/** How a subscriber is told, in the words of the CloudEvents Subscriptions API. */
public enum Protocol {
    HTTP,
    EMAIL;

    static Protocol parse(String text) {
        return switch (text) {
            case "HTTP" -> HTTP;
            case "EMAIL" -> EMAIL;
            default -> throw new IllegalArgumentException("must be HTTP or EMAIL");
        };
    }
}
