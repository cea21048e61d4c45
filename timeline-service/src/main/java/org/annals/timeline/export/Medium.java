// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.List;
import org.annals.timeline.json.Json;

/**
 * A picture, recording or document that belongs to an event, at an address that a reader may be sent to. Texts are empty
 * where they are not given.
 *
 * @param kind image, video, audio or document
 */
public record Medium(String url, String kind, String alt, String caption, String credit, String licence) {

    private static final String UNKNOWN_TYPE = "application/octet-stream";

    /** Returns the media of an event's data; entries without an address of the web are left out. */
    public static List<Medium> of(JsonNode data) {
        List<Medium> media = new ArrayList<>();
        for (JsonNode element : data.path("media")) {
            String url = Json.string(element, "url");
            if (WebAddress.of(url) != null) {
                media.add(new Medium(
                        url,
                        Json.string(element, "kind"),
                        Json.string(element, "alt"),
                        Json.string(element, "caption"),
                        Json.string(element, "credit"),
                        Json.string(element, "licence")));
            }
        }
        return media;
    }

    public boolean isImage() {
        return kind.equals("image");
    }

    /** Returns the text to show where the medium itself is not shown. */
    public String label() {
        if (!caption.isEmpty()) {
            return caption;
        }
        if (!alt.isEmpty()) {
            return alt;
        }
        return url;
    }

    /** Returns the content type that the file ending tells. */
    String contentType() {
        int query = url.indexOf('?');
        String type = URLConnection.getFileNameMap().getContentTypeFor(query < 0 ? url : url.substring(0, query));
        return type == null ? UNKNOWN_TYPE : type;
    }
}
