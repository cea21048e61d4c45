-- The body of a change is kept once, however many subscriptions it goes to.
CREATE TABLE message (
    timeline text        NOT NULL,
    sequence bigint      NOT NULL,
    event_id uuid        NOT NULL,
    type     text        NOT NULL,
    recorded timestamptz NOT NULL,
    body     text        NOT NULL,
    CONSTRAINT pk_message PRIMARY KEY (timeline, sequence)
);

CREATE TABLE delivery (
    id              uuid        NOT NULL CONSTRAINT pk_delivery PRIMARY KEY,
    subscription_id uuid        NOT NULL,
    timeline        text        NOT NULL,
    sequence        bigint      NOT NULL,
    event_id        uuid        NOT NULL,
    status          text        NOT NULL,
    attempts        integer     NOT NULL,
    next_attempt    timestamptz,          -- while it waits
    claimed_until   timestamptz,          -- while somebody attempts it; when this has passed, that somebody is gone
    created         timestamptz NOT NULL,
    CONSTRAINT fk_delivery_subscription FOREIGN KEY (subscription_id) REFERENCES subscription ON DELETE CASCADE,
    CONSTRAINT fk_delivery_message FOREIGN KEY (timeline, sequence) REFERENCES message
);
CREATE INDEX ix_delivery_subscription_created ON delivery (subscription_id, created, id);
-- Nearly all deliveries are delivered at the first attempt and never enter the next two.
CREATE INDEX ix_delivery_undelivered ON delivery (subscription_id, created, id) WHERE status <> 'DELIVERED';
CREATE INDEX ix_delivery_waiting ON delivery (subscription_id, next_attempt) WHERE status = 'WAITING';
CREATE INDEX ix_delivery_next_attempt ON delivery (next_attempt) WHERE status = 'WAITING';

CREATE TABLE attempt (
    delivery_id uuid        NOT NULL,
    number      integer     NOT NULL,
    at          timestamptz NOT NULL,
    outcome     text        NOT NULL,
    status      integer,              -- of the HTTP answer, if one came
    duration_ms bigint      NOT NULL,
    response    text,                 -- the beginning of the answer's body, or why there was none
    CONSTRAINT pk_attempt PRIMARY KEY (delivery_id, number),
    CONSTRAINT fk_attempt_delivery FOREIGN KEY (delivery_id) REFERENCES delivery ON DELETE CASCADE
);
