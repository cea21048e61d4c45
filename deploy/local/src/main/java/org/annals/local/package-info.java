/** The embedded broker and database that development, tests and {@code ./annals up} run on. */
@NullMarked
package org.annals.local;

import org.jspecify.annotations.NullMarked;
