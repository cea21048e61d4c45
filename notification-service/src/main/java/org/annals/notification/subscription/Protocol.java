package org.annals.notification.subscription;

/** How a subscriber is told, in the words of the CloudEvents Subscriptions API. */
public enum Protocol {
    HTTP;

    static Protocol parse(String text) {
        if (!text.equals(HTTP.name())) {
            throw new IllegalArgumentException("must be " + HTTP);
        }
        return HTTP;
    }
}
