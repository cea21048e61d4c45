/** What a timeline is called and who may see it. */
@NullMarked
package org.annals.ingest.timeline;

import org.jspecify.annotations.NullMarked;
