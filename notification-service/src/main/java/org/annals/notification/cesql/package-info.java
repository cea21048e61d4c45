/**
 * CloudEvents SQL 1.0: expressions over the attributes of an event. Total and bounded: no loops, no regular expressions,
 * and no more depth than a text of bounded length and nesting has.
 */
@NullMarked
package org.annals.notification.cesql;

import org.jspecify.annotations.NullMarked;
