/** Lists of events in every form in which they are asked for: pages of JSON, feeds, calendars, maps and tables. */
@NullMarked
package org.annals.timeline.export;

import org.jspecify.annotations.NullMarked;
