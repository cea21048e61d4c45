/** Dates as exact as they are known: the Extended Date/Time Format, levels 0 and 1 of ISO 8601-2. */
@NullMarked
package org.annals.edtf;

import org.jspecify.annotations.NullMarked;
