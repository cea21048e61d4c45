// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.change;

import java.util.Set;

/**
 * The attributes that Annals adds to changes and alerts. A publisher's attribute of the same name would be taken for
 * them, so none is read from annals.events and none is passed on.
 */
public final class AddedAttributes {

    private static final Set<String> NAMES = Set.of(
            "sequence", "recordedtime", "eventid", "revision", "kind", "hash", "visibility", "changes", "changedsince");

    private AddedAttributes() {}

    public static boolean contains(String name) {
        return NAMES.contains(name);
    }
}
