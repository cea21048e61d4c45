/** Events as they stand now, each at its latest revision, in the order in which they happened. */
@NullMarked
package org.annals.timeline.event;

import org.jspecify.annotations.NullMarked;
