/** The filter dialects of the CloudEvents Subscriptions API, over the attributes of an event. */
@NullMarked
package org.annals.notification.filter;

import org.jspecify.annotations.NullMarked;
