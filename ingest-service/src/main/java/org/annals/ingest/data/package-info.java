/** What the data of an event may be: a description in code, checked with every violation at once. */
@NullMarked
package org.annals.ingest.data;

import org.jspecify.annotations.NullMarked;
