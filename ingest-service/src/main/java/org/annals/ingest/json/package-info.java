/** JSON as it was sent: read strictly, and passed on byte for byte. */
@NullMarked
package org.annals.ingest.json;

import org.jspecify.annotations.NullMarked;
