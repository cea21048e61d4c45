-- Every replica keeps all subscriptions in memory and asks every half second what is new. So each change of this table
-- takes the next version from one row that it locks: versions then become visible in their order, and "greater than the
-- last one seen" misses none.
CREATE TABLE subscription_version (
    version bigint NOT NULL
);
INSERT INTO subscription_version (version) VALUES (0);

CREATE TABLE subscription (
    id        uuid        NOT NULL CONSTRAINT pk_subscription PRIMARY KEY,
    sink      text        NOT NULL,
    protocol  text        NOT NULL,
    types     text[]      NOT NULL, -- empty: all
    timelines text[]      NOT NULL, -- empty: all
    status    text        NOT NULL,
    secret    text        NOT NULL,
    created   timestamptz NOT NULL,
    version   bigint      NOT NULL CONSTRAINT uq_subscription_version UNIQUE
);
CREATE INDEX ix_subscription_created ON subscription (created, id);

-- What the other replicas have to forget.
CREATE TABLE deleted_subscription (
    id      uuid   NOT NULL CONSTRAINT pk_deleted_subscription PRIMARY KEY,
    version bigint NOT NULL CONSTRAINT uq_deleted_subscription_version UNIQUE
);
