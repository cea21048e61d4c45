/** What people are told by mail: alerts and digests, that they have to confirm first, and that a subscription was given up. */
@NullMarked
package org.annals.notification.email;

import org.jspecify.annotations.NullMarked;
