/** The clock and the chance that everything here goes by. */
@NullMarked
package org.annals.notification.environment;

import org.jspecify.annotations.NullMarked;
