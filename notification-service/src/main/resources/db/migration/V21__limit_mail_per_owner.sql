-- Of mails to addresses that have not confirmed: on whose behalf, for a limit that outlives their subscriptions.
ALTER TABLE mail ADD owner text;
CREATE INDEX ix_mail_owner_created ON mail (owner, created) WHERE owner IS NOT NULL;
-- All plus-addresses of a mailbox count as one from now on.
UPDATE mail SET recipient = regexp_replace(recipient, '^([^@+]+)\+[^@]*@', '\1@');
