/** Which changes go where. */
@NullMarked
package org.annals.notification.subscription;

import org.jspecify.annotations.NullMarked;
