package org.annals.notification.change;

/** A record on the topic that is no change; the message says why. */
final class UnreadableChangeException extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableChangeException(String message) {
        super(message);
    }

    UnreadableChangeException(String message, Throwable cause) {
        super(message, cause);
    }
}
