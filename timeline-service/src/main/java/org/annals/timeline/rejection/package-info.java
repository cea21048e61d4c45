/** Messages that can never be stored, kept with the reason. */
@NullMarked
package org.annals.timeline.rejection;

import org.jspecify.annotations.NullMarked;
