/** Changes as they are stored, sent to whoever keeps a connection open (server-sent events). */
@NullMarked
package org.annals.timeline.stream;

import org.jspecify.annotations.NullMarked;
