-- What a subscription has yet to be told of the past, by partition. A new one starts with such rows, a paused one keeps
-- them until it is resumed, a replay is no more than them. The replica that reads the partition works them off.
CREATE TABLE catch_up (
    id              uuid   NOT NULL,       -- of the subscription, for the one after which it goes live; else of a replay
    partition       int    NOT NULL,
    subscription_id uuid   NOT NULL,
    epoch           int    NOT NULL,       -- grows when its place is set anew, so that older work on it comes to nothing
    next_offset     bigint NOT NULL,
    until_offset    bigint,                -- of a replay; otherwise it ends where the live changes begin
    timeline        text,                  -- null: all
    from_sequence   bigint NOT NULL,
    to_sequence     bigint NOT NULL,
    recorded_from   timestamptz NOT NULL,
    recorded_to     timestamptz NOT NULL,  -- not included
    CONSTRAINT pk_catch_up PRIMARY KEY (id, partition),
    CONSTRAINT fk_catch_up_subscription FOREIGN KEY (subscription_id) REFERENCES subscription ON DELETE CASCADE
);
CREATE INDEX ix_catch_up_partition ON catch_up (partition);
CREATE INDEX ix_catch_up_subscription ON catch_up (subscription_id);
