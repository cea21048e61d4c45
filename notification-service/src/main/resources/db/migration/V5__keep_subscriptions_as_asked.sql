-- What was asked for is kept whole, in the form of the API: it is patched, shown and read as one, and new members need
-- no new column.
ALTER TABLE subscription ADD asked jsonb;
UPDATE subscription SET asked = jsonb_strip_nulls(jsonb_build_object(
    'sink', sink,
    'protocol', protocol,
    'types', CASE WHEN types <> '{}' THEN to_jsonb(types) END,
    'timelines', CASE WHEN timelines <> '{}' THEN to_jsonb(timelines) END));
ALTER TABLE subscription
    ALTER asked SET NOT NULL,
    DROP sink,
    DROP protocol,
    DROP types,
    DROP timelines;
-- For lists of those with a timeline, a type or a label.
CREATE INDEX ix_subscription_asked ON subscription USING gin (asked jsonb_path_ops);
