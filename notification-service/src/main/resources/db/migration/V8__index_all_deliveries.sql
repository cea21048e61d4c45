-- For lists over all subscriptions, and for the removal of what finished long ago. Both begin at an end of the index, where
-- new entries go, so that they cost little.
CREATE INDEX ix_delivery_created ON delivery (created, id);
CREATE INDEX ix_delivery_undelivered_created ON delivery (created, id) WHERE status <> 'DELIVERED';
-- Whether a body is still needed.
CREATE INDEX ix_delivery_message ON delivery (timeline, sequence);
CREATE INDEX ix_message_recorded ON message (recorded);
