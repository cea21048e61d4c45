-- What came first in these indexes was always the same, and the planner took its order for that of all rows on disk: it
-- walked through tens of thousands of them, each on another page, to find a page of events with a seldom word. As a
-- condition of the index it has the same effect: a query for a single timeline can't use them.
DROP INDEX ix_event_order;
DROP INDEX ix_event_recorded;
DROP INDEX ix_event_revised;
CREATE INDEX ix_event_order ON event (earliest, latest, recorded, event_id) WHERE revision > 0;
CREATE INDEX ix_event_recorded ON event (recorded, event_id) WHERE revision > 0;
CREATE INDEX ix_event_revised ON event (revised, event_id) WHERE revision > 0;
