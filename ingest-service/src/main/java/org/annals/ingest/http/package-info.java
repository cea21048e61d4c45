/** What HTTP asks of every resource (RFC 9110): methods and media types. */
@NullMarked
package org.annals.ingest.http;

import org.jspecify.annotations.NullMarked;
