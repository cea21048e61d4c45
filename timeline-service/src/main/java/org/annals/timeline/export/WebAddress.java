// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An address that a reader may be sent to. Events may come past ingest's checks, so each is checked again here. */
public final class WebAddress {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private WebAddress() {}

    /** The address, if it is one of the web; else null. */
    public static @Nullable String of(String text) {
        return host(text) == null ? null : text;
    }

    /** The host of an address of the web, without www. */
    public static @Nullable String host(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            if (scheme == null || uri.getHost() == null || !SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
                return null;
            }
            return uri.getHost().toLowerCase(Locale.ROOT).replaceFirst("^www\\.", "");
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
