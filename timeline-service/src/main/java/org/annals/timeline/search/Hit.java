// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import org.annals.timeline.event.EventView;

/** An event that was found, and its place in the order. */
public record Hit(EventView event, Cursor cursor) {}
