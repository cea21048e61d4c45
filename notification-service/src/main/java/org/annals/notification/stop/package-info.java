/** Stops the service so that nobody who asks it notices. */
@NullMarked
package org.annals.notification.stop;

import org.jspecify.annotations.NullMarked;
