-- What timelines are, and who may see them, is published to annals.timelines, and changes of private ones say so. What was
-- stored before was published without, so the projection is emptied, as in V2, and filled and published again from annals.events.
TRUNCATE timeline, change, event, name_word, waiting, rejection, place, facet_count, facet_place;
