-- A stream of all timelines reads on from a place in each partition; one record may cause several changes.
DROP INDEX ix_change_source;
CREATE INDEX ix_change_source ON change (source_partition, source_offset, sequence);
