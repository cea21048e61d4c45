-- Links became terms of an event: who asks for an event is told what is linked to it. What was stored before lacks them, so the
-- projection is emptied, as in V2, and filled again from annals.events.
TRUNCATE timeline, change, event, name_word, waiting, rejection, place;
