// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.access;

import java.util.Locale;

/** What somebody is to Annals, by the groups that their token names. Whoever is an admin is all the others, too. */
public enum Role {
    PUBLISHER,
    READER,
    SUBSCRIBER,
    ADMIN;

    String group() {
        return name().toLowerCase(Locale.ROOT);
    }
}
