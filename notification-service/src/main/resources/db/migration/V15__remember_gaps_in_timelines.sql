-- Timelines of which the topic has a change before the one before it: where in the topic it is to be read again once that
-- one has come. Offsets are committed past it meanwhile, since other timelines go on.
CREATE TABLE timeline_gap (
    timeline       text        NOT NULL,
    partition      int         NOT NULL,
    first_sequence bigint      NOT NULL, -- the lowest that waits
    first_offset   bigint      NOT NULL, -- the lowest offset of one that waits
    since          timestamptz NOT NULL,
    CONSTRAINT pk_timeline_gap PRIMARY KEY (timeline, partition)
);
CREATE INDEX ix_timeline_gap_since ON timeline_gap (since);
