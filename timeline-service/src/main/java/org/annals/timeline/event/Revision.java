// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import org.jspecify.annotations.Nullable;

/**
 * A revision of an event that is to be stored.
 *
 * @param content null for a retraction: the event is found by what it said before
 * @param partition of annals.events, in which the record that caused it is
 * @param offset of that record
 */
public record Revision(Event event, @Nullable Content content, int partition, long offset) {}
