-- For the owner: what came after this was not sent, and can be replayed from then on.
ALTER TABLE subscription ADD disabled_since timestamptz;
