/** Events at each of their revisions: how they are kept, found and answered one by one. */
@NullMarked
package org.annals.timeline.event;

import org.jspecify.annotations.NullMarked;
