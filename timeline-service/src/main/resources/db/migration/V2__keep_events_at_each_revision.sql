-- Queries ask for a timeline as it was known at some time, and for much that V1 did not keep. What V1 stored lacks it, so
-- the projection is emptied: the service fills it again from annals.events by itself.
TRUNCATE timeline, change, waiting, rejection, place;
DROP TABLE event;

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- Words of any language as they are, without accents.
CREATE TEXT SEARCH CONFIGURATION annals (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION annals ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;

-- Each event as it stood from one change to the next: its content is in the change that sequence names.
CREATE TABLE event (
    event_id   uuid        NOT NULL,
    revision   integer     NOT NULL,
    timeline   text        NOT NULL,
    source     text        NOT NULL,
    id         text        NOT NULL,
    type       text        NOT NULL,
    sequence   bigint      NOT NULL,
    recorded   timestamptz NOT NULL,
    revised    timestamptz NOT NULL,
    -- When the next revision replaced it; infinity while it stands.
    superseded timestamptz NOT NULL DEFAULT 'infinity',
    retracted  boolean     NOT NULL,
    earliest   timestamptz NOT NULL,
    latest     timestamptz NOT NULL,
    span       tstzrange   NOT NULL GENERATED ALWAYS AS (tstzrange(earliest, latest, '[]')) STORED,
    -- What facets count, as it was written.
    status     text,
    actors     text[]      NOT NULL,
    tags       text[]      NOT NULL,
    -- Longitude and latitude, and the box around them.
    points     point[]     NOT NULL,
    area       box,
    -- What filters look for, each with its kind before it: 'tag:background'.
    terms      tsvector    NOT NULL,
    -- What full text looks for, by weight: title, summary, names, the rest.
    words      tsvector    NOT NULL,
    CONSTRAINT pk_event PRIMARY KEY (event_id, revision)
);

-- The order of a timeline. With the same earliest instant, the earlier latest one is the more exact date.
CREATE INDEX ix_event_timeline_order ON event (timeline, earliest, latest, recorded, event_id);
CREATE INDEX ix_event_timeline_recorded ON event (timeline, recorded, event_id);
-- The same over all timelines. What comes first is always so: only a query that says it, too, can use these two, and one for
-- a single timeline is never run by walking through all others in the hope of meeting it.
CREATE INDEX ix_event_order ON event ((revision > 0), earliest, latest, recorded, event_id);
CREATE INDEX ix_event_recorded ON event ((revision > 0), recorded, event_id);
CREATE INDEX ix_event_span ON event USING gist (span, timeline);
CREATE INDEX ix_event_area ON event USING gist (area);
CREATE INDEX ix_event_terms_words ON event USING gin (terms, words);

-- The words of all names, so that one that is misspelt in a query is found all the same.
CREATE TABLE name_word (
    word text NOT NULL,
    CONSTRAINT pk_name_word PRIMARY KEY (word)
);

CREATE INDEX ix_name_word_trigrams ON name_word USING gin (word gin_trgm_ops);
