/** Proves, with no code of the services, that what they gave out was not altered. */
@NullMarked
package org.annals.local.proof;

import org.jspecify.annotations.NullMarked;
