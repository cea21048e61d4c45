/** What is under {@code deploy}: whether a cluster would take it, and whether alerts go off when they should. */
@NullMarked
package org.annals.system.deploy;

import org.jspecify.annotations.NullMarked;
