/** What proves to outsiders that a timeline was not altered: its chain recomputed, exported, and signed. */
@NullMarked
package org.annals.timeline.proof;

import org.jspecify.annotations.NullMarked;
