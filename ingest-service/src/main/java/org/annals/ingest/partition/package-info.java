/** The partitions of annals.events, and how more are added. */
@NullMarked
package org.annals.ingest.partition;

import org.jspecify.annotations.NullMarked;
