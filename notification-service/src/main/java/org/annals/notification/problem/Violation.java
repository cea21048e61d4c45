// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.problem;

/**
 * One thing that is wrong with a request.
 *
 * @param pointer where, as a JSON Pointer (RFC 6901) into the body; empty for the whole of it
 * @param detail which rule it broke
 */
public record Violation(String pointer, String detail) {

    /** A member's name as a JSON Pointer writes it. */
    public static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
