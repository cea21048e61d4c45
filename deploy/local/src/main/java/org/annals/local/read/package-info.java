/** The commands that read: one timeline, all timelines, and what changes live. */
@NullMarked
package org.annals.local.read;

import org.jspecify.annotations.NullMarked;
