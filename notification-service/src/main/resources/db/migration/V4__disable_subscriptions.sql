-- For the owner: what has to change before it makes sense to go on.
ALTER TABLE subscription ADD COLUMN disabled_reason text;
