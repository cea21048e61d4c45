/** What several stores need of PostgreSQL. */
@NullMarked
package org.annals.timeline.database;

import org.jspecify.annotations.NullMarked;
