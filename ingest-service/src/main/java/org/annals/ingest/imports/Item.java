// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.annals.ingest.data.EventData;
import org.annals.ingest.data.Rules;
import org.jspecify.annotations.Nullable;

/** A part of a file that becomes an event, or is skipped; each takes what it is told, and notes what it can't take. */
final class Item {

    private static final int TITLE_FROM_TEXT = 120;

    private final String where;
    private final ObjectNode data = JsonNodeFactory.instance.objectNode();
    private final List<String> notes = new ArrayList<>();
    private final List<Supplier<String>> identities = new ArrayList<>();
    private boolean isNamedByTitle;
    private @Nullable String time;
    private @Nullable String ownSource;
    private @Nullable String ownType;
    private @Nullable String refusal;

    /** An item at a place of its file, by which a person finds it. */
    Item(String where) {
        this.where = where;
    }

    String where() {
        return where;
    }

    ObjectNode data() {
        return data;
    }

    List<String> notes() {
        return notes;
    }

    /** Returns how many identities it may have; 0 where there is nothing that it could be found by again. */
    int identities() {
        return identities.size();
    }

    /** Returns one of its possible identities, of which the first one changes least when the item is edited. */
    String identity(int index) {
        return identities.get(index).get();
    }

    /** The exact time, where {@code occurred} could not hold it. */
    @Nullable
    String time() {
        return time;
    }

    /** Returns the source that the file tells for it alone; null where it tells none. */
    @Nullable
    String ownSource() {
        return ownSource;
    }

    /** Returns the type that the file tells for it alone; null where it tells none. */
    @Nullable
    String ownType() {
        return ownType;
    }

    /** Makes it an event that Annals has exported; parts that were read before are replaced. */
    void restore(String source, String id, String type, ObjectNode whole) {
        ownSource = source;
        ownType = type;
        identities.clear();
        identities.add(() -> id);
        isNamedByTitle = false;
        time = null;
        refusal = null;
        notes.clear();
        data.removeAll();
        data.setAll(whole);
    }

    /** Why it can't be an event; null where it can. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /**
     * Sets what it is found by again.
     *
     * @param stable that stays the same when it is edited; it is its identity where no other item of the file has it
     * @param finer others, for items that share the ones before them; each says more than the one before
     */
    Item identity(String stable, String... finer) {
        identities.clear();
        for (String identity :
                Stream.concat(Stream.of(stable), Stream.of(finer)).toList()) {
            if (!identity.isBlank()) {
                String stripped = identity.strip();
                identities.add(() -> stripped);
            }
        }
        return this;
    }

    /**
     * Sets its title as what it is found by again; items that share it are told apart by their dates, and items that share
     * both by all that they say.
     */
    Item identityByTitle(String title, @Nullable String date, Supplier<String> content) {
        isNamedByTitle = true;
        String dated = title.strip() + " (" + date + ")";
        identity(title, dated);
        if (!title.isBlank()) {
            // A digest is seldom needed, and costs more than all else.
            identities.add(() -> dated + " " + Identity.digest(content.get()));
        }
        return this;
    }

    /** Sets its address as what it is found by again; pages that change have many items over time. */
    Item identityByAddress(String url, String dated, String full) {
        isNamedByTitle = true;
        return identity(url, dated, full);
    }

    /** Tells whether its identity is a title or an address, which another item may have in another file. */
    boolean isNamedByTitle() {
        return isNamedByTitle;
    }

    Item refuse(String reason) {
        refusal = refusal == null ? reason : refusal;
        return this;
    }

    Item note(String note) {
        notes.add(note);
        return this;
    }

    Item occurred(@Nullable String date) {
        if (date == null) {
            return refuse("has no date that can be read");
        }
        data.put("occurred", date);
        return this;
    }

    /** Takes a date as it is written, with the fraction of a second where it has one. */
    Item occurred(@Nullable WrittenDate date) {
        if (date == null) {
            return refuse("has no date that can be read");
        }
        if (date.note() != null) {
            note(date.note());
        }
        return date.exact() == null ? occurred(date.edtf()) : time(date.exact());
    }

    /** Takes a date with an end; the end is left out where it is the same, or comes before. */
    Item occurred(@Nullable WrittenDate start, @Nullable WrittenDate end) {
        if (start == null || end == null || start.edtf().equals(end.edtf())) {
            return occurred(start);
        }
        String interval = start.edtf() + "/" + end.edtf();
        if (Rules.date(interval) != null) {
            return note("ends before it begins, so that its end was left out").occurred(start);
        }
        if (start.exact() != null || end.exact() != null) {
            note("fractions of a second were left out, since it has an end");
        }
        return occurred(interval);
    }

    /** Makes it a part of the event with this id. */
    Item partOf(String id) {
        if (hasRoom("links")) {
            data.withArray("links").addObject().put("rel", "part-of").put("id", Identity.id(id));
        }
        return this;
    }

    Item time(@Nullable String exact) {
        time = exact;
        return this;
    }

    /** A title; where there is none, how the text begins. */
    Item text(String title, String text) {
        String line = title.isBlank() ? text : title;
        if (line.isBlank()) {
            return refuse("has no title and no text");
        }
        int length = title.isBlank() ? TITLE_FROM_TEXT : EventData.MAX_TITLE;
        data.put("title", cut("title", Whitespace.collapsed(line), length));
        if (!text.isBlank() && !text.strip().equals(line.strip())) {
            data.put("summary", cut("text", text.strip(), EventData.MAX_TEXT));
        } else if (title.isBlank() && line.length() > length) {
            data.put("summary", cut("text", line.strip(), EventData.MAX_TEXT));
        }
        return this;
    }

    Item language(@Nullable String language) {
        if (language != null && !language.isBlank()) {
            String tag = language.strip().replace('_', '-');
            if (Rules.language(tag) == null) {
                data.put("language", tag);
            } else {
                note("language '" + shortened(language) + "' is none of BCP 47 and was left out");
            }
        }
        return this;
    }

    /** Where it is from; without an address of the web it is only a title and a publisher. */
    Item source(@Nullable String url, String title, String publisher, @Nullable String published) {
        ObjectNode source = JsonNodeFactory.instance.objectNode();
        if (url != null && !url.isBlank()) {
            if (Rules.url(url.strip()) == null && url.length() <= EventData.MAX_URL) {
                source.put("url", url.strip());
            } else {
                note("'" + shortened(url) + "' is no address of the web and was left out");
            }
        }
        put(source, "title", title, EventData.MAX_TITLE);
        put(source, "publisher", publisher, EventData.MAX_NAME);
        if (!source.isEmpty() && hasRoom("sources")) {
            if (published != null) {
                source.put("published", published);
            }
            data.withArray("sources").add(source);
        }
        return this;
    }

    /** Takes the links and the media of a text; an address that is a source already is not taken again. */
    Item linksOf(HtmlText text) {
        text.links().forEach(this::link);
        text.media().forEach(this::medium);
        return this;
    }

    Item link(HtmlText.Link link) {
        if (link.url().isBlank()) {
            return source(null, link.title(), "", null);
        }
        if (Rules.url(link.url()) != null) {
            return note("the link '" + shortened(link.url()) + "' is no address of the web and was left out");
        }
        return isSource(link.url()) ? this : source(link.url(), link.title(), "", null);
    }

    private boolean isSource(String url) {
        for (JsonNode source : data.path("sources")) {
            if (source.path("url").asText().equals(url)) {
                return true;
            }
        }
        return false;
    }

    Item medium(Medium medium) {
        for (JsonNode known : data.path("media")) {
            if (known.path("url").asText().equals(medium.url())) {
                return this;
            }
        }
        return media(medium.url(), medium.kind(), medium.alt(), medium.caption(), medium.credit(), medium.licence());
    }

    /** Lists of an event are limited; the rest is named once. */
    private boolean hasRoom(String list) {
        if (data.path(list).size() < EventData.MAX_LIST) {
            return true;
        }
        String note = "only the first " + EventData.MAX_LIST + " " + list + " were taken";
        if (!notes.contains(note)) {
            note(note);
        }
        return false;
    }

    /**
     * Adds a picture, a recording or a document. What is said about one without an address of the web is noted.
     *
     * @param url its address, or HTML that embeds it
     * @param kind image, video, audio, document, or a content type; where null, the address tells it if it can
     */
    Item media(
            @Nullable String url,
            @Nullable String kind,
            @Nullable String alt,
            @Nullable String caption,
            @Nullable String credit,
            @Nullable String licence) {
        String address = MediaKind.address(url);
        if (address.isEmpty()) {
            noteLost("alt", alt);
            noteLost("caption", caption);
            noteLost("credit", credit);
            noteLost("licence", licence);
            return this;
        }
        if (Rules.url(address) != null || address.length() > EventData.MAX_URL) {
            return note("media '" + shortened(address) + "' is no address of the web and was left out");
        }
        if (!hasRoom("media")) {
            return this;
        }
        ObjectNode medium = data.withArray("media").addObject().put("url", address);
        MediaKind.of(kind, address).ifPresent(told -> medium.put("kind", told));
        put(medium, "alt", alt, EventData.MAX_TEXT);
        put(medium, "caption", caption, EventData.MAX_TEXT);
        put(medium, "credit", credit, EventData.MAX_TITLE);
        put(medium, "licence", licence, EventData.MAX_TITLE);
        return this;
    }

    private void noteLost(String name, @Nullable String text) {
        if (text != null && !text.isBlank()) {
            note(name + " '" + shortened(text.strip()) + "' was left out, since it has no media with an address");
        }
    }

    Item actor(String name, String kind, String role) {
        if (!name.isBlank() && hasRoom("actors")) {
            ObjectNode actor = data.withArray("actors").addObject();
            put(actor, "name", name, EventData.MAX_NAME);
            actor.put("kind", kind);
            put(actor, "role", role, EventData.MAX_NAME);
        }
        return this;
    }

    /** A place, as far as it is known. */
    Item place(String name, @Nullable Double latitude, @Nullable Double longitude) {
        if (name.isBlank() && latitude == null) {
            return this;
        }
        ObjectNode place = data.withArray("places").addObject();
        put(place, "name", name.isBlank() ? latitude + ", " + longitude : name, EventData.MAX_NAME);
        if (latitude != null && longitude != null) {
            place.put("latitude", latitude).put("longitude", longitude);
        }
        return this;
    }

    Item tags(Iterable<String> tags) {
        for (String tag : tags) {
            if (!tag.isBlank() && hasRoom("tags")) {
                data.withArray("tags").add(cut("tag", tag.strip(), EventData.MAX_TAG));
            }
        }
        return this;
    }

    private void put(ObjectNode object, String name, @Nullable String text, int maxLength) {
        if (text != null && !text.isBlank()) {
            object.put(name, cut(name, Whitespace.collapsed(text), maxLength));
        }
    }

    private String cut(String what, String text, int maxLength) {
        if (text.codePointCount(0, text.length()) <= maxLength) {
            return text;
        }
        note(what + " was cut to " + maxLength + " characters");
        return text.substring(0, text.offsetByCodePoints(0, maxLength - 1)) + "…";
    }

    static String shortened(String text) {
        return text.length() <= TITLE_FROM_TEXT ? text : text.substring(0, TITLE_FROM_TEXT) + "…";
    }
}
