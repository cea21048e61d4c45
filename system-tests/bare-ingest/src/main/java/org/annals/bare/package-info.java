/** What ingest-service is measured against. */
@NullMarked
package org.annals.bare;

import org.jspecify.annotations.NullMarked;
