/** What HTTP asks of every resource (RFC 9110): methods, what is accepted, preconditions. */
@NullMarked
package org.annals.notification.http;

import org.jspecify.annotations.NullMarked;
