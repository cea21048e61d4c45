// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.data;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;
import org.jspecify.annotations.Nullable;

/** The forms that texts have by standards. */
public final class Rules {

    private static final int MAX_TIMELINE_LENGTH = 100;
    private static final Pattern TIMELINE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private static final int MAX_TYPE_LENGTH = 200;
    private static final Pattern TYPE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)+");

    /** Types of messages that Annals writes by itself. */
    private static final String RESERVED_TYPES = "annals.";

    /** Most tags are one, and in order; the platform's own check costs a hundred times as much. */
    private static final Pattern SHORT_LANGUAGE = Pattern.compile("[a-z]{2,3}");

    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");

    private static final Pattern URI_CHARACTERS = Pattern.compile("[!#$%&'()*+,\\-./0-9:;=?@A-Z\\[\\]_a-z~]+");

    private Rules() {}

    /** The slug that names a timeline, in URLs and as the key of its messages. */
    public static @Nullable String timeline(String text) {
        return text.length() <= MAX_TIMELINE_LENGTH && TIMELINE.matcher(text).matches()
                ? null
                : "must be the name of a timeline, such as amnesty-ukraine-2022: lower-case letters, digits and "
                        + "single hyphens, at most " + MAX_TIMELINE_LENGTH;
    }

    /** The type of an event. */
    public static @Nullable String type(String text) {
        if (text.length() > MAX_TYPE_LENGTH || !TYPE.matcher(text).matches()) {
            return "must be lower-case words with dots between them, such as report.issued, at most " + MAX_TYPE_LENGTH
                    + " characters";
        }
        return text.startsWith(RESERVED_TYPES) ? "must not begin with annals., which is reserved" : null;
    }

    /** RFC 3339, in the forms that every reader of the topic can read: with at most nanoseconds. */
    public static @Nullable String time(String text) {
        try {
            if (TIME.matcher(text).matches()) {
                Instant.parse(text);
                return null;
            }
        } catch (DateTimeException e) {
            // Has the form, but no such day, hour or offset.
        }
        return "must be a time of RFC 3339, such as 2022-08-05T12:00:00Z";
    }

    /** RFC 3986. */
    public static @Nullable String uriReference(String text) {
        return URI_CHARACTERS.matcher(text).matches() && parsed(text) != null
                ? null
                : "must be a URI reference (RFC 3986), such as /desk/kyiv or https://example.org/desk";
    }

    /** A date of EDTF, levels 0 and 1. */
    public static @Nullable String date(String text) {
        try {
            Edtf.parse(text);
            return null;
        } catch (EdtfException e) {
            return e.getMessage();
        }
    }

    public static @Nullable String language(String text) {
        if (SHORT_LANGUAGE.matcher(text).matches()) {
            return null;
        }
        try {
            if (!text.isEmpty()) {
                new Locale.Builder().setLanguageTag(text);
                return null;
            }
        } catch (IllformedLocaleException e) {
            // Says where it is ill-formed, which helps less than what is allowed.
        }
        return "must be a language of BCP 47, such as uk, en-GB or zh-Hant";
    }

    /** An address that a browser opens; letters beyond ASCII are left as they are written. */
    public static @Nullable String url(String text) {
        URI uri = parsed(text);
        return uri != null && isWeb(uri) ? null : "must be an address that begins with https:// or http://";
    }

    /** A name for a thing of the world. Only these schemes, since a page may show it as a link. */
    static @Nullable String uri(String text) {
        URI uri = parsed(text);
        return uri != null && (isWeb(uri) || "urn".equalsIgnoreCase(uri.getScheme()))
                ? null
                : "must be a URI that begins with https://, http:// or urn:";
    }

    private static boolean isWeb(URI uri) {
        return uri.getRawAuthority() != null
                && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()));
    }

    private static @Nullable URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
