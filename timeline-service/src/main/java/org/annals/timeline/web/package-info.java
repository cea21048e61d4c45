/** The pages for people: rendered here, readable without script, with little script on top. */
@NullMarked
package org.annals.timeline.web;

import org.jspecify.annotations.NullMarked;
