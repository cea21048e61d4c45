-- What is written for each delivery limits how many there can be; nearly all end with their first attempt.

-- That attempt is kept with its delivery, when it was made before the delivery was stored: without a row, an entry of an
-- index and a check of its own.
ALTER TABLE delivery
    ADD first_outcome text,
    ADD first_status integer,
    ADD first_duration_ms bigint,
    ADD first_response text;

-- Whom a delivery was for is known from the delivery, and only when that is removed from here. What this has of
-- subscriptions that are gone is removed with their deliveries.
CREATE INDEX ix_delivery_event ON delivery (event_id, subscription_id);
DROP INDEX ix_delivery_waiting_event;
CREATE INDEX ix_told_subscription ON told (subscription_id);

-- An event has one timeline: its index tells which deliveries need a message, and which messages are of an event.
ALTER TABLE delivery DROP CONSTRAINT fk_delivery_message;
DROP INDEX ix_delivery_message;
DROP INDEX ix_message_event;

-- A subscription is removed at once, and its deliveries a little at a time.
ALTER TABLE delivery DROP CONSTRAINT fk_delivery_subscription;
ALTER TABLE deleted_subscription ADD cleared boolean NOT NULL DEFAULT false;
CREATE INDEX ix_deleted_subscription_version ON deleted_subscription (version) WHERE NOT cleared;
-- Messages that no delivery needs go with the last that did, and are no longer looked for by their age.
DELETE FROM message m WHERE NOT EXISTS (
    SELECT FROM delivery d WHERE d.event_id = m.event_id AND d.timeline = m.timeline AND d.sequence = m.sequence);
DROP INDEX ix_message_recorded;
