/** Where webhooks may go: to the public internet, and to what an allow-list names. */
@NullMarked
package org.annals.notification.outbound;

import org.jspecify.annotations.NullMarked;
