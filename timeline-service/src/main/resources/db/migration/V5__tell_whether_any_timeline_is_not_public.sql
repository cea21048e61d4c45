-- Answers from all timelines may be kept by caches on the way only where all of them are public.
CREATE INDEX ix_timeline_not_public ON timeline (timeline) WHERE visibility <> 'public';
