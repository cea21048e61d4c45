-- The epoch that a partition has come to, and how many partitions the epoch before had: what follows the marker is stored
-- when all of those have come to it, too.
ALTER TABLE place
    ADD COLUMN epoch              integer NOT NULL DEFAULT 1,
    ADD COLUMN earlier_partitions integer NOT NULL DEFAULT 0;
