-- Pending revisions of an event are applied in the order in which they came. Partition and offset do not tell it: a timeline
-- moves to another partition when partitions are added.
ALTER TABLE waiting ADD COLUMN added bigint GENERATED ALWAYS AS IDENTITY;

-- A record of a timeline ends what is overdue in that timeline.
DROP INDEX ix_waiting_recorded;
CREATE INDEX ix_waiting_timeline ON waiting (timeline, recorded);
