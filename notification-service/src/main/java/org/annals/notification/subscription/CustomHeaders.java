// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.annals.notification.problem.ProblemException;
import org.annals.notification.problem.Violation;
import org.jspecify.annotations.Nullable;

/** What a subscriber wants on its webhooks beside our headers, such as its gateway's token: secret, like all tokens. */
final class CustomHeaders {

    /** Shown instead of a value; given back, it keeps the value. */
    private static final String MASK = "***";

    private static final int MAX_HEADERS = 20;
    private static final int MAX_NAME_LENGTH = 100;
    private static final int MAX_VALUE_LENGTH = 1024;

    /** A token of RFC 9110. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1," + MAX_NAME_LENGTH + "}");

    /** Without line ends and other control characters, which could begin a header or a request of their own. */
    private static final Pattern VALUE = Pattern.compile("[!-~]([ -~]{0," + (MAX_VALUE_LENGTH - 2) + "}[!-~])?");

    /** What the message or its connection is about, and what says who we are. */
    private static final Set<String> OURS = Set.of(
            "accept-encoding",
            "connection",
            "date",
            "expect",
            "host",
            "keep-alive",
            "te",
            "traceparent",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    private static final List<String> OUR_PREFIXES = List.of("webhook-", "content-", "ce-", "proxy-");

    private CustomHeaders() {}

    static Map<String, String> read(@Nullable Members members) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (members == null) {
            return headers;
        }
        for (String name : members.names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (headers.size() == MAX_HEADERS) {
                members.refuse(name, "is one too many: there may be " + MAX_HEADERS);
            } else if (!NAME.matcher(name).matches()) {
                members.refuse(name, "is not the name of a header, of at most " + MAX_NAME_LENGTH + " characters");
            } else if (isOurs(lower)) {
                members.refuse(name, "is a header that is not for subscribers to set");
            } else if (headers.containsKey(lower)) {
                members.refuse(name, "is there twice: names of headers have no case");
            } else {
                headers.put(lower, String.valueOf(members.optional(name, CustomHeaders::value)));
            }
        }
        return headers;
    }

    static Map<String, String> masked(Map<String, String> headers) {
        Map<String, String> masked = new LinkedHashMap<>();
        headers.keySet().forEach(name -> masked.put(name, MASK));
        return masked;
    }

    /** With the values that are kept instead of their masks. */
    static Map<String, String> unmasked(Map<String, String> headers, Map<String, String> kept) {
        Map<String, String> unmasked = new LinkedHashMap<>();
        headers.forEach((name, value) -> unmasked.put(name, value.equals(MASK) ? kept(name, kept) : value));
        return unmasked;
    }

    private static String kept(String name, Map<String, String> kept) {
        String value = kept.get(name);
        if (value == null) {
            throw ProblemException.badRequest(
                    "invalid-subscription",
                    "The subscription breaks a rule.",
                    List.of(new Violation(
                            "/protocolsettings/headers/" + Violation.escaped(name),
                            "must have a value: " + MASK + " stands for one that is kept")));
        }
        return value;
    }

    private static String value(String text) {
        if (!VALUE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "must have 1 to " + MAX_VALUE_LENGTH + " visible ASCII characters, with blanks between them alone");
        }
        return text;
    }

    private static boolean isOurs(String name) {
        return OURS.contains(name) || OUR_PREFIXES.stream().anyMatch(name::startsWith);
    }
}
