// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.http;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The preconditions of a request (RFC 9110, section 13.1). */
public final class Preconditions {

    private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");
    private static final String ANY = "*";

    private Preconditions() {}

    /** Whether If-Match allows what is asked for; weak tags never match, as two of them may name different bytes. */
    public static boolean ifMatch(HttpHeaders headers, EntityTag current) {
        String header = headers.getHeaderString(HttpHeaders.IF_MATCH);
        return header == null
                || isAny(header)
                || tags(header)
                        .anyMatch(tag -> tag.group(1) == null && tag.group(2).equals(current.getValue()));
    }

    /** Whether If-None-Match names the current state, so that it need not be sent again. */
    public static boolean isKnown(HttpHeaders headers, EntityTag current) {
        String header = headers.getHeaderString(HttpHeaders.IF_NONE_MATCH);
        return header != null && tags(header).anyMatch(tag -> tag.group(2).equals(current.getValue()));
    }

    /** Whether If-None-Match names any state that there may be. */
    public static boolean isAnyKnown(HttpHeaders headers) {
        return isAny(headers.getHeaderString(HttpHeaders.IF_NONE_MATCH));
    }

    private static boolean isAny(@Nullable String header) {
        return header != null && header.strip().equals(ANY);
    }

    private static Stream<MatchResult> tags(String header) {
        return TAG.matcher(header).results();
    }
}
