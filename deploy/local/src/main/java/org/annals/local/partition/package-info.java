/** Adding partitions to the topic of events. */
@NullMarked
package org.annals.local.partition;

import org.jspecify.annotations.NullMarked;
