-- Facets of a whole timeline, or of all, would read each of its events. They are counted ahead instead, some time after events
-- are stored; whoever asks adds what was stored since.
CREATE TABLE facet_count (
    -- Empty for all timelines together.
    timeline  text    NOT NULL,
    facet     text    NOT NULL,
    value     text    NOT NULL,
    retracted boolean NOT NULL,
    count     bigint  NOT NULL,
    CONSTRAINT pk_facet_count PRIMARY KEY (timeline, facet, value, retracted)
-- Room for the next version of a row beside it: counts change all the time.
) WITH (fillfactor = 70);

-- Up to which record of annals.events they are counted.
CREATE TABLE facet_place (
    source_partition integer NOT NULL,
    next_offset      bigint  NOT NULL,
    CONSTRAINT pk_facet_place PRIMARY KEY (source_partition)
);
