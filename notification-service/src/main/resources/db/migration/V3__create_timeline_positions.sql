-- The last change of each timeline that was dealt with. Changes come again after a crash or a rebuild of the timeline
-- database, and nobody is to be alerted again; Kafka's offsets can't tell.
CREATE TABLE timeline_position (
    timeline text   NOT NULL CONSTRAINT pk_timeline_position PRIMARY KEY,
    sequence bigint NOT NULL
);
