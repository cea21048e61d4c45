-- A query for a timeline without a range of time took this index too, beside the one for terms, and read it whole: what comes
-- first in it was not asked for. Now only a query that has a range, and says the timeline in this form, can use it.
DROP INDEX ix_event_span;
CREATE INDEX ix_event_span ON event USING gist (span, (timeline || ''));
