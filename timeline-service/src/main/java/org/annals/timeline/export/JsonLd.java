// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/** JSON-LD in the vocabulary of schema.org: an Event each. */
public final class JsonLd implements Export {

    private static final Map<String, String> ACTORS = Map.of("person", "Person", "organization", "Organization");

    private static final Map<String, String> MEDIA =
            Map.of("image", "ImageObject", "video", "VideoObject", "audio", "AudioObject");

    private static final Map<String, String> PHASES =
            Map.of("cancelled", "EventCancelled", "postponed", "EventPostponed");

    private final JsonExport json;

    public JsonLd(OutputStream out) throws IOException {
        this.json = new JsonExport(out);
    }

    @Override
    public void begin(Heading heading) throws IOException {
        json.object().text("@context", "https://schema.org").array("@graph");
    }

    @Override
    public void add(Item item) throws IOException {
        json.object()
                .text("@type", "Event")
                .text("@id", item.urn())
                .text("url", item.page())
                .text("name", item.title())
                .text("description", item.summary())
                .text("additionalType", item.event().type())
                .text("inLanguage", item.text("language"))
                .text("temporalCoverage", item.occurred())
                .text(
                        "startDate",
                        item.event().earliest() == null
                                ? null
                                : Json.time(item.event().earliest()))
                .text(
                        "endDate",
                        item.event().latest() == null
                                ? null
                                : Json.time(item.event().latest()))
                .text("eventStatus", status(item))
                .texts("keywords", item.tags());
        json.array("location");
        for (JsonNode place : item.data().path("places")) {
            json.object()
                    .text("@type", "Place")
                    .text("name", place.path("name").asText())
                    .text("sameAs", place.path("uri").asText());
            if (place.path("longitude").isNumber() && place.path("latitude").isNumber()) {
                json.object("geo")
                        .text("@type", "GeoCoordinates")
                        .text("latitude", place.path("latitude").asText())
                        .text("longitude", place.path("longitude").asText())
                        .end();
            }
            json.end();
        }
        json.end().array("contributor");
        for (JsonNode actor : item.data().path("actors")) {
            json.object()
                    .text("@type", ACTORS.getOrDefault(actor.path("kind").asText(), "Thing"))
                    .text("name", actor.path("name").asText())
                    .text("sameAs", actor.path("uri").asText())
                    .end();
        }
        json.end().texts("citation", item.sourceUrls());
        media("image", item.media().stream().filter(Medium::isImage).toList());
        media(
                "subjectOf",
                item.media().stream().filter(medium -> !medium.isImage()).toList());
        json.end();
    }

    private void media(String property, List<Medium> media) throws IOException {
        if (media.isEmpty()) {
            return;
        }
        json.array(property);
        for (Medium medium : media) {
            json.object()
                    .text("@type", MEDIA.getOrDefault(medium.kind(), "MediaObject"))
                    .text("contentUrl", medium.url())
                    .text("caption", medium.caption())
                    .text("description", medium.alt())
                    .text("creditText", medium.credit())
                    .text("license", medium.licence())
                    .end();
        }
        json.end();
    }

    private static @Nullable String status(Item item) {
        String phase = item.event().retracted() ? "cancelled" : item.text("phase");
        return PHASES.containsKey(phase) ? "https://schema.org/" + PHASES.get(phase) : null;
    }

    @Override
    public void end(@Nullable URI next) throws IOException {
        json.end().end().close();
    }
}
