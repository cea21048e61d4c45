/** One change on its way to one subscription: attempts, retries, and what became of them. */
@NullMarked
package org.annals.notification.delivery;

import org.jspecify.annotations.NullMarked;
