-- A page with its cursors, and an export, read one state of the timeline, or of all: what was stored up to a sequence, or up to
-- an offset of each partition. Recorded times can't tell it, as several changes may have the same. What was stored before has
-- none of these, and counts as stored, and superseded, in every state.
ALTER TABLE event
    ADD COLUMN source_partition     integer,
    ADD COLUMN source_offset        bigint,
    ADD COLUMN superseded_sequence  bigint,
    ADD COLUMN superseded_partition integer,
    ADD COLUMN superseded_offset    bigint;
