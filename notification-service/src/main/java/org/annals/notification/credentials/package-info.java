/** What only a subscriber and we know, and how the database keeps it. */
@NullMarked
package org.annals.notification.credentials;

import org.jspecify.annotations.NullMarked;
