// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/** GeoJSON (RFC 7946): a feature per event, without a geometry where it is not known. */
final class GeoJson implements Export {

    private final JsonExport json;

    GeoJson(OutputStream out) throws IOException {
        this.json = new JsonExport(out);
    }

    @Override
    public void begin(Heading heading) throws IOException {
        json.object().text("type", "FeatureCollection").array("features");
    }

    @Override
    public void add(Item item) throws IOException {
        json.object().text("type", "Feature").text("id", item.event().eventId());
        geometry(item.mappedPlaces());
        json.object("properties")
                .text("title", item.title())
                .text("summary", item.summary())
                .text("occurred", item.occurred())
                .text(
                        "earliest",
                        item.event().earliest() == null
                                ? null
                                : Json.time(item.event().earliest()))
                .text(
                        "latest",
                        item.event().latest() == null
                                ? null
                                : Json.time(item.event().latest()))
                .text("type", item.event().type())
                .text("status", item.text("status"))
                .text("timeline", item.event().timeline())
                .text("url", item.page())
                .texts("places", item.each("places", "name"))
                .texts("actors", item.actors())
                .texts("tags", item.tags())
                .texts("media", item.media().stream().map(Medium::url).toList())
                .number("revision", item.event().revision())
                .flag("retracted", item.event().retracted())
                .end()
                .end();
    }

    private void geometry(List<JsonNode> places) throws IOException {
        if (places.isEmpty()) {
            json.absent("geometry");
            return;
        }
        json.object("geometry");
        if (places.size() == 1) {
            json.text("type", "Point").array("coordinates");
            json.position(longitude(places.get(0)), latitude(places.get(0)));
        } else {
            json.text("type", "MultiPoint").array("coordinates");
            for (JsonNode place : places) {
                json.array().position(longitude(place), latitude(place)).end();
            }
        }
        json.end().end();
    }

    private static double longitude(JsonNode place) {
        return place.path("longitude").doubleValue();
    }

    private static double latitude(JsonNode place) {
        return place.path("latitude").doubleValue();
    }

    @Override
    public void end(@Nullable URI next) throws IOException {
        json.end().text("next", next).end().close();
    }
}
