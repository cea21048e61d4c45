-- What is stored goes into a list first. Whoever found it full, at 4 MB, put it all into the index, and kept events waiting for
-- hundreds of milliseconds. The service does so every second now, beside storing; the limit is for when it does not run.
ALTER INDEX ix_event_terms_words SET (gin_pending_list_limit = 32768);
