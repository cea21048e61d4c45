/** JSON as it is read and written: nothing lost, times always in milliseconds. */
@NullMarked
package org.annals.timeline.json;

import org.jspecify.annotations.NullMarked;
