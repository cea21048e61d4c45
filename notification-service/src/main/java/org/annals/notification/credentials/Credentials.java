package org.annals.notification.credentials;

/**
 * What only a subscriber and we know.
 *
 * @param secret signs webhooks
 */
public record Credentials(Secret secret) {}
