-- In each mail are links that need no login: whoever has them reads the subscription's mail.
CREATE TABLE mail_token (
    subscription_id uuid        NOT NULL CONSTRAINT pk_mail_token PRIMARY KEY,
    token           text        NOT NULL CONSTRAINT uq_mail_token_token UNIQUE,
    expires         timestamptz NOT NULL, -- as a confirmation; to unsubscribe it is good for ever
    CONSTRAINT fk_mail_token_subscription FOREIGN KEY (subscription_id) REFERENCES subscription ON DELETE CASCADE
);

-- Mail waits here, so that a restart neither loses nor repeats it. Rows outlive their subscription: they count against
-- what a recipient may be sent, however often somebody subscribes and unsubscribes them.
CREATE TABLE mail (
    id              uuid        NOT NULL CONSTRAINT pk_mail PRIMARY KEY,
    subscription_id uuid        NOT NULL,
    kind            text        NOT NULL,
    recipient       text        NOT NULL, -- in lower case
    status          text        NOT NULL,
    attempts        integer     NOT NULL,
    next_attempt    timestamptz,          -- while it waits
    claimed_until   timestamptz,          -- while somebody sends it; when this has passed, that somebody is gone
    created         timestamptz NOT NULL
);
CREATE INDEX ix_mail_recipient_created ON mail (recipient, created);
CREATE INDEX ix_mail_created ON mail (created);
CREATE INDEX ix_mail_next_attempt ON mail (next_attempt) WHERE status = 'WAITING';

-- Deliveries by mail go out together: those of a mail have its name.
ALTER TABLE delivery ADD COLUMN mail_id uuid;
CREATE INDEX ix_delivery_queued ON delivery (next_attempt) WHERE status = 'QUEUED' AND mail_id IS NULL;
CREATE INDEX ix_delivery_mail ON delivery (mail_id) WHERE mail_id IS NOT NULL;
-- To say what a correction has changed.
CREATE INDEX ix_message_event ON message (timeline, event_id, sequence);
