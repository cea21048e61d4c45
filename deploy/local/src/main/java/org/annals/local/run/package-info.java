/** The commands that run Annals on this machine: start it, watch over it, stop it, and say how it is. */
@NullMarked
package org.annals.local.run;

import org.jspecify.annotations.NullMarked;
