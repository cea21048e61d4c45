/** Changes as they come from the log: who is to be told about each, and what is dealt with. */
@NullMarked
package org.annals.notification.change;

import org.jspecify.annotations.NullMarked;
