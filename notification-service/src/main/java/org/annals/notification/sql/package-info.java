/** Writing many rows in one statement. */
@NullMarked
package org.annals.notification.sql;

import org.jspecify.annotations.NullMarked;
