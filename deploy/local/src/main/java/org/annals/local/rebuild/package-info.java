/** Building the timeline database again from the topic. */
@NullMarked
package org.annals.local.rebuild;

import org.jspecify.annotations.NullMarked;
