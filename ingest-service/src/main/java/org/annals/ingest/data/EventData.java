// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.data;

/** What the data of an event, and of a retraction, may be. */
public final class EventData {

    public static final int MAX_NAME = 300;
    public static final int MAX_TITLE = 500;
    public static final int MAX_TEXT = 10_000;
    public static final int MAX_URL = 2000;
    public static final int MAX_TAG = 100;
    private static final int MAX_LANGUAGE = 100;
    public static final int MAX_LIST = 200;

    /** As long as the attributes that it refers to may be. */
    private static final int MAX_REFERENCE = 1000;

    private static final Shape NAME = Shape.text(MAX_NAME);
    private static final Shape TITLE = Shape.text(MAX_TITLE);
    private static final Shape TEXT = Shape.text(MAX_TEXT);
    private static final Shape DATE = Shape.text(MAX_TAG, Rules::date);
    private static final Shape LANGUAGE = Shape.text(MAX_LANGUAGE, Rules::language);
    private static final Shape URL = Shape.text(MAX_URL, Rules::url);
    private static final Shape URI = Shape.text(MAX_URL, Rules::uri);

    /** Reliability of the source and credibility of the claim are the Admiralty code, kept apart. */
    private static final Shape SOURCE = Shape.object()
            .optional("url", URL)
            .optional("title", TITLE)
            .optional("publisher", NAME)
            .optional("published", DATE)
            .optional("archivedUrl", URL)
            .optional("language", LANGUAGE)
            .optional("stance", Shape.oneOf("supports", "disputes"))
            .optional("reliability", Shape.oneOf("A", "B", "C", "D", "E", "F"))
            .optional("credibility", Shape.wholeNumber(1, 6))
            .atLeastOne("url", "title", "publisher");

    private static final Shape ACTOR = Shape.object()
            .required("name", NAME)
            .optional("kind", Shape.oneOf("person", "organization", "place", "other"))
            .optional("role", NAME)
            .optional("uri", URI);

    private static final Shape PLACE = Shape.object()
            .required("name", NAME)
            .optional("latitude", Shape.number(-90, 90))
            .optional("longitude", Shape.number(-180, 180))
            .optional("precision", Shape.oneOf("exact", "vicinity", "locality", "region"))
            .optional("uri", URI)
            .together("latitude", "longitude");

    private static final Shape QUOTE = Shape.object()
            .required("text", TEXT)
            .optional("speaker", NAME)
            .optional("language", LANGUAGE)
            .optional("url", URL);

    /** A picture, a recording or a paper that belongs to the event; a reader opens it at its address. */
    private static final Shape MEDIUM = Shape.object()
            .required("url", URL)
            .optional("kind", Shape.oneOf("image", "video", "audio", "document"))
            .optional("alt", TEXT)
            .optional("caption", TEXT)
            .optional("credit", TITLE)
            .optional("licence", TITLE);

    /** A claim that someone makes, to another event: of the same source and timeline, unless it says otherwise. */
    private static final Shape LINK = Shape.object()
            .required(
                    "rel",
                    Shape.oneOf("responds-to", "caused-by", "supports", "contradicts", "part-of", "duplicate-of"))
            .required("id", Shape.text(MAX_REFERENCE, Characters::wrongInAttribute))
            .optional("source", Shape.text(MAX_REFERENCE, Rules::uriReference))
            .optional("timeline", Shape.text(MAX_REFERENCE, Rules::timeline))
            .optional("claimedBy", NAME)
            .optional("sources", Shape.listOf(SOURCE, MAX_LIST));

    private static final Shape TRANSLATION =
            Shape.object().optional("title", TITLE).optional("summary", TEXT).atLeastOne("title", "summary");

    public static final Shape EVENT = Shape.object()
            .required("title", TITLE)
            .optional("occurred", DATE)
            .optional("summary", TEXT)
            .optional("language", LANGUAGE)
            .optional("translations", Shape.mapOf(Rules::language, TRANSLATION))
            .optional("actors", Shape.listOf(ACTOR, MAX_LIST))
            .optional("places", Shape.listOf(PLACE, MAX_LIST))
            .optional("sources", Shape.listOf(SOURCE, MAX_LIST))
            .optional("quotes", Shape.listOf(QUOTE, MAX_LIST))
            .optional("media", Shape.listOf(MEDIUM, MAX_LIST))
            .optional("links", Shape.listOf(LINK, MAX_LIST))
            .optional("status", Shape.oneOf("claimed", "reported", "confirmed", "disputed"))
            .optional("phase", Shape.oneOf("planned", "ongoing", "happened", "cancelled", "postponed"))
            .optional("sensitivity", Shape.listOf(Shape.oneOf("graphic", "personal", "deceptive"), MAX_LIST))
            .optional("tags", Shape.listOf(Shape.text(MAX_TAG), MAX_LIST))
            .optional("details", Shape.anyObject());

    public static final Shape RETRACTION = Shape.object().required("reason", TEXT);

    private EventData() {}
}
