/** The timelines themselves: what is known of each, and how far it has come. */
@NullMarked
package org.annals.timeline.story;

import org.jspecify.annotations.NullMarked;
