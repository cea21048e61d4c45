package org.annals.ingest.imports;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image, a video, a recording or a document that belongs to an item. Texts are empty where the file says nothing.
 *
 * @param kind image, video, audio or document
 */
record Medium(String url, String kind, String alt, String caption, String credit, String licence) {

    private static final Map<String, String> KIND_OF_ENDING = Map.ofEntries(
            Map.entry("jpg", "image"),
            Map.entry("jpeg", "image"),
            Map.entry("png", "image"),
            Map.entry("gif", "image"),
            Map.entry("webp", "image"),
            Map.entry("svg", "image"),
            Map.entry("avif", "image"),
            Map.entry("mp3", "audio"),
            Map.entry("m4a", "audio"),
            Map.entry("ogg", "audio"),
            Map.entry("opus", "audio"),
            Map.entry("wav", "audio"),
            Map.entry("mp4", "video"),
            Map.entry("m4v", "video"),
            Map.entry("mov", "video"),
            Map.entry("webm", "video"),
            Map.entry("avi", "video"));

    static Medium of(String url, String kind) {
        return new Medium(url.strip(), kind, "", "", "", "");
    }

    /** Returns the medium at an address, with the kind that its media type, or else the end of the address, tells. */
    static Medium of(String url, @Nullable String mediaType, @Nullable String written) {
        return of(url, kind(url, mediaType == null || mediaType.isBlank() ? written : mediaType));
    }

    Medium withAlt(String text) {
        return new Medium(url, kind, text, caption, credit, licence);
    }

    Medium withCaption(String text) {
        return new Medium(url, kind, alt, text, credit, licence);
    }

    Medium withCredit(String text) {
        return new Medium(url, kind, alt, caption, text, licence);
    }

    Medium withLicence(String text) {
        return new Medium(url, kind, alt, caption, credit, text);
    }

    private static String kind(String url, @Nullable String mediaType) {
        String main = mediaType == null
                ? ""
                : mediaType.strip().toLowerCase(Locale.ROOT).split("/", 2)[0];
        if (main.equals("image") || main.equals("audio") || main.equals("video")) {
            return main;
        }
        String path = url.split("[?#]", 2)[0];
        return KIND_OF_ENDING.getOrDefault(
                path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT), "document");
    }
}
