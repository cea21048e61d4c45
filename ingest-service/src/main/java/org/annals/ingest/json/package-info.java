/** JSON as it is read: strictly, and with nothing lost. */
@NullMarked
package org.annals.ingest.json;

import org.jspecify.annotations.NullMarked;
