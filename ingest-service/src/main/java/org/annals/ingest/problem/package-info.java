/** The one form in which errors are answered: RFC 9457 with a stable code. */
@NullMarked
package org.annals.ingest.problem;

import org.jspecify.annotations.NullMarked;
