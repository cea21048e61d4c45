package org.annals.ingest.data;

import com.fasterxml.jackson.databind.JsonNode;

/** What the data of an event, and of a retraction, may be. */
public final class EventData {

    private static final int NAME = 300;
    private static final int TITLE = 500;
    private static final int TEXT = 10_000;
    private static final int MANY = 200;

    private static final Shape SOURCE = Shape.object()
            .optional("url", Shape.webAddress())
            .optional("title", Shape.text(TITLE))
            .optional("publisher", Shape.text(NAME))
            .optional("published", Shape.edtf())
            .optional("archivedUrl", Shape.webAddress())
            .optional("language", Shape.language())
            .optional("stance", Shape.oneOf("supports", "disputes"))
            .optional("reliability", Shape.oneOf("A", "B", "C", "D", "E", "F"))
            .optional("credibility", Shape.integer(1, 6));

    private static final Shape ACTOR = Shape.object()
            .required("name", Shape.text(NAME))
            .optional("kind", Shape.oneOf("person", "organization", "place", "other"))
            .optional("role", Shape.text(NAME))
            .optional("uri", Shape.webAddress());

    private static final Shape PLACE = Shape.object()
            .required("name", Shape.text(NAME))
            .optional("latitude", Shape.number(-90, 90))
            .optional("longitude", Shape.number(-180, 180))
            .optional("precision", Shape.oneOf("exact", "vicinity", "locality", "region"))
            .optional("uri", Shape.webAddress());

    private static final Shape QUOTE = Shape.object()
            .required("text", Shape.text(TEXT))
            .optional("speaker", Shape.text(NAME))
            .optional("language", Shape.language())
            .optional("url", Shape.webAddress());

    private static final Shape LINK = Shape.object()
            .required(
                    "rel",
                    Shape.oneOf("responds-to", "caused-by", "supports", "contradicts", "part-of", "duplicate-of"))
            .required("id", Shape.text(NAME))
            .optional("source", Shape.text(2000))
            .optional("timeline", Shape.text(100))
            .optional("claimedBy", Shape.text(NAME))
            .optional("sources", Shape.listOf(SOURCE, MANY));

    private static final Shape TRANSLATION =
            Shape.object().optional("title", Shape.text(TITLE)).optional("summary", Shape.text(TEXT));

    private static final Shape EVENT = Shape.object()
            .required("title", Shape.text(TITLE))
            .optional("occurred", Shape.edtf())
            .optional("summary", Shape.text(TEXT))
            .optional("language", Shape.language())
            .optional("translations", Shape.byLanguage(TRANSLATION))
            .optional("actors", Shape.listOf(ACTOR, MANY))
            .optional("places", Shape.listOf(PLACE, MANY))
            .optional("sources", Shape.listOf(SOURCE, MANY))
            .optional("quotes", Shape.listOf(QUOTE, MANY))
            .optional("links", Shape.listOf(LINK, MANY))
            .optional("status", Shape.oneOf("claimed", "reported", "confirmed", "disputed"))
            .optional("phase", Shape.oneOf("planned", "ongoing", "happened", "cancelled", "postponed"))
            .optional("sensitivity", Shape.listOf(Shape.oneOf("graphic", "personal", "deceptive"), 3))
            .optional("tags", Shape.listOf(Shape.text(100), MANY))
            .optional("details", Shape.anyObject());

    private static final Shape RETRACTION = Shape.object().required("reason", Shape.text(TEXT));

    private static final Shape DESCRIPTION = Shape.object()
            .required("title", Shape.text(TITLE))
            .optional("description", Shape.text(TEXT))
            .optional("visibility", Shape.oneOf("public", "private"));

    private EventData() {}

    /**
     * Adds what is wrong with the data of an event or a correction.
     *
     * @param isDated whether the event has a time, which stands for an absent {@code occurred}
     */
    public static void check(JsonNode data, boolean isDated, Violations violations) {
        EVENT.check(data, "/data", violations);
        if (data.isObject() && !data.has("occurred") && !isDated) {
            violations.add("/data/occurred", null, "is required where the event has no time");
        }
    }

    public static void checkRetraction(JsonNode data, Violations violations) {
        RETRACTION.check(data, "/data", violations);
    }

    public static void checkDescription(JsonNode description, Violations violations) {
        DESCRIPTION.check(description, "", violations);
    }
}
