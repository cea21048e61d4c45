-- A subscription belongs to whoever made it, and is told of those private timelines that its owner could read when they
-- last made or changed it. What was made without a login belongs to nobody, and is told of public timelines.
ALTER TABLE subscription ADD owner text;
ALTER TABLE subscription ADD reads text[] NOT NULL DEFAULT '{}';
CREATE INDEX ix_subscription_owner ON subscription (owner, created, id);
