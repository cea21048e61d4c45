// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.annals.notification.outbound.AsciiUrl;

/** How a sink is written. Whether a webhook may go there is for {@link org.annals.notification.outbound.Targets}. */
final class Sink {

    private static final int MAX_LENGTH = 2048;
    private static final int MAX_PORT = 65535;

    /** What some read as a number, decimal, octal or hexadecimal, and with bytes left out: an address in disguise. */
    private static final Pattern NUMBER_LIKE = Pattern.compile("(.*\\.)?(\\d+|0[xX]\\p{XDigit}*)\\.?");

    private static final Pattern IPV4 = Pattern.compile("((0|[1-9]\\d{0,2})\\.){3}(0|[1-9]\\d{0,2})");

    private Sink() {}

    /** Throws IllegalArgumentException with the rule that the text breaks. */
    static URI parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("must have at most " + MAX_LENGTH + " characters");
        }
        URI uri;
        try {
            uri = new URI(AsciiUrl.of(text));
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
        if (uri.getHost().indexOf('%') >= 0) {
            throw new IllegalArgumentException("must not name a zone: it would be one of this machine");
        }
        if (NUMBER_LIKE.matcher(uri.getHost()).matches()
                && !IPV4.matcher(uri.getHost()).matches()) {
            throw new IllegalArgumentException("must write an address in full, as in 192.0.2.1");
        }
        if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            throw new IllegalArgumentException("must have a port from 1 to " + MAX_PORT);
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("must not have a fragment: it would never be sent");
        }
        if (uri.toString().length() > MAX_LENGTH) {
            throw new IllegalArgumentException("must have at most " + MAX_LENGTH + " characters in ASCII");
        }
        return uri;
    }
}
