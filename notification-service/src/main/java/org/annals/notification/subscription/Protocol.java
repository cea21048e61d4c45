package org.annals.notification.subscription;

/** How a subscriber is told, in the words of the CloudEvents Subscriptions API. */
public enum Protocol {
    HTTP
}
