// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import java.util.regex.Pattern;

/** Types of events: exact, or with {@code *} for one segment, at the end for one or more. */
final class TypePattern {

    private static final String ANY = "*";
    private static final Pattern FORM =
            Pattern.compile("(\\*|[a-z0-9]+([_-][a-z0-9]+)*)(\\.(\\*|[a-z0-9]+([_-][a-z0-9]+)*))*");
    private static final int MAX_LENGTH = 200;

    private TypePattern() {}

    static String parse(String text) {
        if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches() || text.equals(ANY)) {
            throw new IllegalArgumentException("must be a lower-case dotted type such as director.resigned, * in it for"
                    + " one segment and at its end for all that follow, of at most " + MAX_LENGTH + " characters");
        }
        return text;
    }

    /** Whether it is exact up to its end, so that an index can find it by the beginning of a type. */
    static boolean isBeginning(String pattern) {
        int wildcard = pattern.indexOf(ANY);
        return wildcard < 0 || wildcard == pattern.length() - 1;
    }

    static boolean matches(String pattern, String type) {
        int p = 0;
        int t = 0;
        while (p < pattern.length()) {
            int pEnd = end(pattern, p);
            int tEnd = end(type, t);
            boolean any = pEnd - p == 1 && pattern.charAt(p) == '*';
            if (any && pEnd == pattern.length()) {
                return t < type.length();
            }
            if (t >= type.length() || (!any && !pattern.regionMatches(p, type, t, Math.max(pEnd - p, tEnd - t)))) {
                return false;
            }
            p = pEnd + 1;
            t = tEnd + 1;
        }
        return t > type.length();
    }

    private static int end(String text, int from) {
        int dot = text.indexOf('.', from);
        return dot < 0 ? text.length() : dot;
    }
}
