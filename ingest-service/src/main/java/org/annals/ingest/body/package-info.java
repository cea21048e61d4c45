/** Bodies of requests, read within bounds: each within its limit, all together within the memory there is for them. */
@NullMarked
package org.annals.ingest.body;

import org.jspecify.annotations.NullMarked;
