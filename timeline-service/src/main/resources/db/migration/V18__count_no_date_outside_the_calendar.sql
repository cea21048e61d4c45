-- Dates outside PostgreSQL's calendar are kept as its first and last day, and were counted as these days. They are counted as
-- inexact now.
DELETE FROM facet_count
WHERE facet IN ('day', 'month', 'year') AND (value LIKE '4712-01-01 BC' OR value LIKE '294276-%');
