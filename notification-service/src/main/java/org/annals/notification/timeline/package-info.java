/** Which timelines are private, as timeline-service says. */
@NullMarked
package org.annals.notification.timeline;

import org.jspecify.annotations.NullMarked;
