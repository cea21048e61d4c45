/** Stops the service so that nobody who asks it notices. */
@NullMarked
package org.annals.ingest.stop;

import org.jspecify.annotations.NullMarked;
