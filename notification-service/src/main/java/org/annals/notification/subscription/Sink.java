package org.annals.notification.subscription;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a webhook may go: the one place that decides it. */
final class Sink {

    private static final int MAX_LENGTH = 2048;
    private static final int MAX_PORT = 65535;

    private Sink() {}

    /** Throws IllegalArgumentException with the rule that the text breaks. */
    static URI parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("must have at most " + MAX_LENGTH + " characters");
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a URL: " + e.getReason(), e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("must be an absolute http or https URL");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("must not carry a user or password: webhooks are signed instead");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("must name a host");
        }
        if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            throw new IllegalArgumentException("must have a port from 1 to " + MAX_PORT);
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("must not have a fragment: it would never be sent");
        }
        return uri;
    }
}
