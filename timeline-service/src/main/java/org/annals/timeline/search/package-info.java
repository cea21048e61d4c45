/** Questions about events: which of them, in which order, as of when, and how many of each kind. */
@NullMarked
package org.annals.timeline.search;

import org.jspecify.annotations.NullMarked;
