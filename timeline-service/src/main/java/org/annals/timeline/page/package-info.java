/** Lists, a page at a time. */
@NullMarked
package org.annals.timeline.page;

import org.jspecify.annotations.NullMarked;
