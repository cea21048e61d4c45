-- A replay sends each change of its range: a newer revision does not take the place of one that waits for it.
ALTER TABLE delivery ADD replayed boolean NOT NULL DEFAULT false;
