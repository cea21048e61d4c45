/** Builds images of the services with whatever tool for containers is there. */
@NullMarked
package org.annals.local.image;

import org.jspecify.annotations.NullMarked;
