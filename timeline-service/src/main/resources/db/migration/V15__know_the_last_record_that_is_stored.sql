-- The last record of each partition that is stored: a log that lost its tail has another one at that offset, or none.
ALTER TABLE place
    ADD COLUMN last_offset bigint,
    ADD COLUMN last_digest bytea;
