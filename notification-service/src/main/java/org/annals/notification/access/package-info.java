/** Who asks, what they may do, and what they may see; nothing of it where there is no login. */
@NullMarked
package org.annals.notification.access;

import org.jspecify.annotations.NullMarked;
