-- Endpoints whose last attempt has failed, so that one that has failed for days is given up and its owner told. Nearly all
-- have none: a success costs the look-up of a row that is not there.
CREATE TABLE failing_endpoint (
    subscription_id uuid        NOT NULL CONSTRAINT pk_failing_endpoint PRIMARY KEY,
    since           timestamptz NOT NULL, -- the first failure after the last success
    CONSTRAINT fk_failing_endpoint_subscription FOREIGN KEY (subscription_id) REFERENCES subscription ON DELETE CASCADE
);
