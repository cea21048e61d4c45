// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.annotation.JsonValue;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.annals.notification.outbound.AsciiUrl;

/**
 * An address that mail goes to, as most servers take them: in ASCII, without quotes, and with a domain that has a dot.
 *
 * @param address such as {@code desk@example.org}, its domain in lower case
 */
public record Mailbox(@JsonValue String address) {

    static final String SCHEME = "mailto:";

    private static final int MAX_LENGTH = 254;
    private static final int MAX_LOCAL_LENGTH = 64;
    private static final String ATOM = "[A-Za-z0-9!$&'*+=_~-]+";
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern LOCAL = Pattern.compile(ATOM + "(\\." + ATOM + ")*");
    private static final Pattern DOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")+");

    public Mailbox {
        int at = address.indexOf('@');
        String local = at < 0 ? "" : address.substring(0, at);
        String domain = AsciiUrl.host(address.substring(at + 1));
        if (address.length() > MAX_LENGTH
                || local.length() > MAX_LOCAL_LENGTH
                || !LOCAL.matcher(local).matches()
                || !DOMAIN.matcher(domain).matches()) {
            throw new IllegalArgumentException("must be an address such as desk@example.org, of at most " + MAX_LENGTH
                    + " characters, in ASCII before the @");
        }
        address = local + "@" + domain.toLowerCase(Locale.ROOT);
    }

    /** Of a subscription by e-mail. */
    public static Mailbox of(URI sink) {
        return new Mailbox(sink.getRawSchemeSpecificPart());
    }

    /** Throws IllegalArgumentException with the rule that the text breaks. */
    static URI sink(String text) {
        if (!text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new IllegalArgumentException("must be mailto: and an address, as in mailto:desk@example.org");
        }
        return URI.create(SCHEME + new Mailbox(text.substring(SCHEME.length())).address());
    }

    /**
     * The same for all ways to write it: without what follows a plus before the @, which most servers deliver to the
     * same mailbox, and in lower case, though servers may tell that apart.
     */
    public String key() {
        int plus = address.indexOf('+');
        int at = address.indexOf('@');
        String mailbox = plus > 0 && plus < at ? address.substring(0, plus) + address.substring(at) : address;
        return mailbox.toLowerCase(Locale.ROOT);
    }
}
