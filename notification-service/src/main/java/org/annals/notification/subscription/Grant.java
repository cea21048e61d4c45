// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import org.annals.notification.access.Viewer;
import org.jspecify.annotations.Nullable;

/**
 * Whose a subscription is, and what they may be told of, as their token said when they last made or changed it.
 *
 * @param owner null where it was made without a login
 */
public record Grant(@Nullable String owner, Viewer viewer) {

    /** Of what was made without a login: where there is one now, it is told of what is public. */
    public static final Grant NONE = new Grant(null, Viewer.OF_PUBLIC);

    /** Of whoever makes a subscription, or from how it is kept. */
    public static Grant of(@Nullable String owner, Viewer viewer) {
        return owner == null ? NONE : new Grant(owner, viewer);
    }
}
