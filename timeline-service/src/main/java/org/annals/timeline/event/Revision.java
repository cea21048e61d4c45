package org.annals.timeline.event;

import org.jspecify.annotations.Nullable;

/**
 * A revision of an event that is to be stored.
 *
 * @param content null for a retraction: the event is found by what it said before
 */
public record Revision(Event event, @Nullable Content content) {}
