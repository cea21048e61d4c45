-- Ordered deliveries go one after the other in each timeline, and are claimed by their own index; the others' leaves
-- them out, so that a lane of a million behind one that fails is never looked through.
ALTER TABLE delivery ADD ordered boolean NOT NULL DEFAULT false;
DROP INDEX ix_delivery_waiting;
CREATE INDEX ix_delivery_waiting ON delivery (subscription_id, next_attempt) WHERE status = 'WAITING' AND NOT ordered;
CREATE INDEX ix_delivery_lane ON delivery (subscription_id, timeline, sequence)
    WHERE ordered AND status IN ('WAITING', 'EXHAUSTED');
-- A newer revision takes the place of an older one that waits.
CREATE INDEX ix_delivery_waiting_event ON delivery (event_id, subscription_id) WHERE status = 'WAITING';

-- Who was told of an event must be told when it changes, whatever they ask for now, and however long ago the delivery
-- was: so this outlives deliveries. Without a foreign key and its index, since it is written with each delivery; rows of
-- subscriptions that are gone are ignored.
CREATE TABLE told (
    event_id        uuid NOT NULL,
    subscription_id uuid NOT NULL,
    CONSTRAINT pk_told PRIMARY KEY (event_id, subscription_id)
);
INSERT INTO told SELECT DISTINCT event_id, subscription_id FROM delivery;

-- What a correction changes is told by the content before.
ALTER TABLE message ADD revision integer NOT NULL DEFAULT 1;
CREATE INDEX ix_message_revision ON message (event_id, sequence);
