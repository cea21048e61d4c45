/** The command that publishes: from files of any size, or one event from options. */
@NullMarked
package org.annals.local.publish;

import org.jspecify.annotations.NullMarked;
