// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.annals.timeline.event.EventView;
import org.annals.timeline.export.Item;
import org.annals.timeline.export.Medium;
import org.annals.timeline.export.WebAddress;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is read.
 *
 * @param content what it says; of a withdrawn one, what it said
 * @param reason why it was withdrawn
 * @param difference from the revision before it; null for the first one and for a withdrawn one
 */
public record Entry(
        EventView event,
        Item content,
        Written date,
        String reason,
        @Nullable Difference difference,
        List<Linked> links) {

    /** Someone who takes part, or a place. */
    public record Name(String name, String note, @Nullable String link) {}

    public record Quote(
            String text,
            String speaker,
            String language,
            @Nullable String link) {}

    public record Translation(String language, String languageName, String title, String summary) {}

    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}");

    private static final Map<String, String> STATUS = Map.of(
            "claimed", "Claimed",
            "reported", "Reported",
            "confirmed", "Confirmed",
            "disputed", "Disputed");

    private static final Map<String, String> PHASES = Map.of(
            "planned", "Planned",
            "ongoing", "Ongoing",
            "cancelled", "Cancelled",
            "postponed", "Postponed");

    /** A language tag that may stand in an attribute, else nothing. */
    static String language(String tag) {
        return LANGUAGE.matcher(tag).matches() ? tag : "";
    }

    public String path() {
        return path(event);
    }

    static String path(EventView event) {
        return "/timelines/" + Query.encoded(event.timeline()) + "/events/" + event.eventId();
    }

    public String title() {
        String title = content.text("title");
        return title.isBlank() ? "Without a title" : title;
    }

    public String summary() {
        return content.text("summary");
    }

    public String language() {
        return language(content.text("language"));
    }

    /** The type as words: director.resigned is Director resigned. */
    public String kind() {
        String words = event.type().replace('.', ' ').replace('-', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    public String status() {
        return STATUS.containsKey(content.text("status")) ? content.text("status") : "";
    }

    public String statusWord() {
        return STATUS.getOrDefault(content.text("status"), "");
    }

    /** Empty for what simply happened. */
    public String phaseWord() {
        return PHASES.getOrDefault(content.text("phase"), "");
    }

    /** Why a reader may not want to see it, such as "graphic, personal". */
    public String sensitivity() {
        List<String> kinds = new ArrayList<>();
        content.data().path("sensitivity").forEach(kind -> kinds.add(kind.asText()));
        return String.join(", ", kinds);
    }

    /** Tags, each with the address of what else has it. */
    public List<Name> tags() {
        String timeline = "/timelines/" + Query.encoded(event.timeline());
        return content.tags().stream()
                .map(tag -> new Name(tag, "", timeline + "?tag=" + Query.encoded(tag)))
                .toList();
    }

    public List<Name> actors() {
        return names("actors", "role");
    }

    public List<Name> places() {
        return names("places", "precision");
    }

    private List<Name> names(String list, String note) {
        List<Name> names = new ArrayList<>();
        for (JsonNode element : content.data().path(list)) {
            String name = Json.string(element, "name");
            if (!name.isBlank()) {
                String address = Json.string(element, "uri");
                names.add(new Name(name, Json.string(element, note), WebAddress.of(address)));
            }
        }
        return names;
    }

    public List<Source> sources() {
        List<Source> sources = new ArrayList<>();
        content.data().path("sources").forEach(source -> sources.add(Source.of(source)));
        return sources;
    }

    public List<Medium> media() {
        return content.media();
    }

    public List<Quote> quotes() {
        List<Quote> quotes = new ArrayList<>();
        for (JsonNode quote : content.data().path("quotes")) {
            quotes.add(new Quote(
                    Json.string(quote, "text"),
                    Json.string(quote, "speaker"),
                    language(Json.string(quote, "language")),
                    WebAddress.of(Json.string(quote, "url"))));
        }
        return quotes;
    }

    public List<Translation> translations() {
        List<Translation> translations = new ArrayList<>();
        content.data().path("translations").properties().forEach(translation -> {
            String tag = language(translation.getKey());
            String name = Locale.forLanguageTag(tag).getDisplayName(Locale.ENGLISH);
            translations.add(new Translation(
                    tag,
                    name.isEmpty() ? translation.getKey() : name,
                    Json.string(translation.getValue(), "title"),
                    Json.string(translation.getValue(), "summary")));
        });
        return translations;
    }

    public Moment revised() {
        return new Moment(event.revised());
    }

    public Moment recorded() {
        return new Moment(event.recorded());
    }

    static Item item(EventView event) {
        return Item.of(event, URI.create(path(event)));
    }
}
