/** Stored changes: numbered, chained by their hashes, published and read again. */
@NullMarked
package org.annals.timeline.change;

import org.jspecify.annotations.NullMarked;
