// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** The kind of a picture, recording or document, told by its content type, its file ending or its site. */
final class MediaKind {

    private static final Set<String> KINDS = Set.of("image", "video", "audio", "document");

    private static final Map<String, List<String>> ENDINGS = Map.of(
            "image", List.of("jpg", "jpeg", "png", "gif", "webp", "svg", "avif", "bmp", "tif", "tiff", "heic", "jfif"),
            "video", List.of("mp4", "m4v", "webm", "ogv", "mov", "avi", "mkv", "mpg", "mpeg", "3gp", "m3u8", "wmv"),
            "audio", List.of("mp3", "m4a", "ogg", "oga", "opus", "wav", "flac", "aac", "aif", "aiff", "wma"),
            "document", List.of("pdf", "doc", "docx", "odt", "rtf", "txt", "xls", "xlsx", "ods", "csv", "ppt", "pptx"));

    /** Sites whose addresses have no ending, and that hold nothing else. */
    private static final Map<String, List<String>> SITES = Map.of(
            "video", List.of("youtube.com", "youtube-nocookie.com", "youtu.be", "vimeo.com", "dailymotion.com"),
            "audio", List.of("soundcloud.com", "spotify.com"),
            "image", List.of("flickr.com", "flic.kr", "imgur.com"));

    private MediaKind() {}

    /** Returns the address of a medium, where HTML that embeds it is given as well; empty where there is none. */
    static String address(@Nullable String written) {
        String text = written == null ? "" : written.strip();
        if (!text.startsWith("<")) {
            return text.startsWith("//") ? "https:" + text : text;
        }
        Element body = Jsoup.parse(text).body();
        Element embedded = body.selectFirst("[src]");
        Element link = body.select("a[href]").last();
        String found = embedded != null ? embedded.attr("src") : link != null ? link.attr("href") : text;
        return found.startsWith("//") ? "https:" + found : found.strip();
    }

    /** Returns the kind; empty where nothing tells it. */
    static Optional<String> of(@Nullable String kindOrContentType, String address) {
        String type = kindOrContentType == null ? "" : kindOrContentType.strip().toLowerCase(Locale.ROOT);
        String kind = type.substring(0, type.indexOf('/') < 0 ? type.length() : type.indexOf('/'));
        if (KINDS.contains(kind)) {
            return Optional.of(kind);
        }
        return ofAddress(address).or(() -> isDocument(type) ? Optional.of("document") : Optional.empty());
    }

    private static boolean isDocument(String contentType) {
        return contentType.startsWith("text/")
                || contentType.startsWith("application/pdf")
                || contentType.startsWith("application/msword")
                || contentType.startsWith("application/vnd.");
    }

    private static Optional<String> ofAddress(String address) {
        try {
            URI uri = new URI(address);
            String path = uri.getPath() == null ? "" : uri.getPath();
            String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
            return key(ENDINGS, ending::equals)
                    .or(() -> key(SITES, site -> host.equals(site) || host.endsWith("." + site)));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> key(Map<String, List<String>> table, Predicate<String> condition) {
        return table.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(condition))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
