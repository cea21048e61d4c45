-- Feeds have first what was revised last. As for ix_event_recorded, what comes first in the second index is always so, and
-- keeps it from being used for a single timeline.
CREATE INDEX ix_event_timeline_revised ON event (timeline, revised, event_id);
CREATE INDEX ix_event_revised ON event ((revision > 0), revised, event_id);
