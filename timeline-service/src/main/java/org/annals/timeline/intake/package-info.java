/** From the topic of events to stored changes: each batch in one transaction, in the order of the topic. */
@NullMarked
package org.annals.timeline.intake;

import org.jspecify.annotations.NullMarked;
