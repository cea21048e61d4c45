-- The projection of annals.events: everything here can be rebuilt from the topic, to the last hash.

CREATE TABLE timeline (
    timeline       text        NOT NULL,
    title          text,
    description    text,
    visibility     text        NOT NULL,
    events         bigint      NOT NULL,
    sequence       bigint      NOT NULL,
    hash           bytea       NOT NULL,
    first_recorded timestamptz NOT NULL,
    last_recorded  timestamptz NOT NULL,
    CONSTRAINT pk_timeline PRIMARY KEY (timeline)
);

-- One row per stored revision; only ever inserted into.
CREATE TABLE change (
    timeline         text        NOT NULL,
    sequence         bigint      NOT NULL,
    kind             text        NOT NULL,
    event_id         uuid        NOT NULL,
    revision         integer     NOT NULL,
    -- The event's type after this change: a retraction has that of the event it withdraws.
    type             text        NOT NULL,
    recorded         timestamptz NOT NULL,
    -- Names the message, as event_id names the event: the same message again is a duplicate.
    message_id       uuid        NOT NULL,
    -- As published: json keeps the text, jsonb would not.
    attributes       json        NOT NULL,
    data             json        NOT NULL,
    content_digest   bytea       NOT NULL,
    hash             bytea       NOT NULL,
    -- The record that caused it, so that what a crash left unpublished is found again.
    source_partition integer     NOT NULL,
    source_offset    bigint      NOT NULL,
    CONSTRAINT pk_change PRIMARY KEY (timeline, sequence),
    CONSTRAINT uq_change_event_revision UNIQUE (event_id, revision),
    CONSTRAINT uq_change_message UNIQUE (message_id)
);

CREATE INDEX ix_change_source ON change (source_partition, source_offset);

-- Each event as it stands: its content is in the change that sequence names.
CREATE TABLE event (
    event_id  uuid        NOT NULL,
    timeline  text        NOT NULL,
    source    text        NOT NULL,
    id        text        NOT NULL,
    type      text        NOT NULL,
    sequence  bigint      NOT NULL,
    revision  integer     NOT NULL,
    recorded  timestamptz NOT NULL,
    revised   timestamptz NOT NULL,
    retracted boolean     NOT NULL,
    earliest  timestamptz NOT NULL,
    latest    timestamptz NOT NULL,
    CONSTRAINT pk_event PRIMARY KEY (event_id)
);

-- The order of a timeline. With the same earliest instant, the earlier latest one is the more exact date.
CREATE INDEX ix_event_timeline_order ON event (timeline, earliest, latest, recorded, event_id);
CREATE INDEX ix_event_order ON event (earliest, latest, recorded, event_id);

-- Corrections and retractions that came before their event.
CREATE TABLE waiting (
    message_id       uuid        NOT NULL,
    event_id         uuid        NOT NULL,
    timeline         text        NOT NULL,
    recorded         timestamptz NOT NULL,
    attributes       json        NOT NULL,
    data             json        NOT NULL,
    source_partition integer     NOT NULL,
    source_offset    bigint      NOT NULL,
    CONSTRAINT pk_waiting PRIMARY KEY (message_id)
);

CREATE INDEX ix_waiting_event ON waiting (event_id);
CREATE INDEX ix_waiting_recorded ON waiting (source_partition, recorded);

CREATE TABLE rejection (
    source_partition integer     NOT NULL,
    source_offset    bigint      NOT NULL,
    recorded         timestamptz NOT NULL,
    code             text        NOT NULL,
    detail           text        NOT NULL,
    timeline         text,
    source           text,
    id               text,
    original         json        NOT NULL,
    CONSTRAINT pk_rejection PRIMARY KEY (source_partition, source_offset)
);

CREATE INDEX ix_rejection_recorded ON rejection (recorded, source_partition, source_offset);

-- How far each partition of annals.events is stored. Written in the transaction that stores.
CREATE TABLE place (
    source_partition integer NOT NULL,
    next_offset      bigint  NOT NULL,
    CONSTRAINT pk_place PRIMARY KEY (source_partition)
);
