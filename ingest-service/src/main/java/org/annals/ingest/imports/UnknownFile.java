// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Names of common formats that can't be imported, so that a refusal says what a file seems to be. */
final class UnknownFile {

    private static final int MAX_NAMES = 12;

    private static final Map<String, String> MAGIC = new LinkedHashMap<>();

    static {
        MAGIC.put("%PDF", "a PDF document");
        MAGIC.put("\u00D0\u00CF\u0011\u00E0", "a file of an old version of Excel or Word; save it as .xlsx");
        MAGIC.put("\u0089PNG", "an image (PNG)");
        MAGIC.put("\u00FF\u00D8\u00FF", "an image (JPEG)");
        MAGIC.put("GIF8", "an image (GIF)");
        MAGIC.put("RIFF", "an image, a sound or a video (RIFF)");
        MAGIC.put("SQLite format 3", "an SQLite database");
        MAGIC.put("PAR1", "a Parquet file");
        MAGIC.put("7z\u00BC\u00AF", "a 7-Zip archive; unpack it first");
        MAGIC.put("Rar!", "a RAR archive; unpack it first");
        MAGIC.put("BZh", "a bzip2 archive; unpack it first");
        MAGIC.put("\u00FD7zXZ", "an xz archive; unpack it first");
        MAGIC.put("(\u00B5/\u00FD", "a Zstandard archive; unpack it first");
        MAGIC.put("ElfFile", "a Windows event log; make a timeline of it with plaso first");
        MAGIC.put("{\\rtf", "an RTF document");
        MAGIC.put("BEGIN:VCARD", "a vCard");
        MAGIC.put("WARC/", "a web archive (WARC)");
        MAGIC.put("\u007FELF", "a program");
    }

    private UnknownFile() {}

    /** Tells whether a file begins like one of a common format that can't be imported. */
    static boolean hasSignature(FileHead head) {
        return MAGIC.keySet().stream().anyMatch(head::startsWith);
    }

    /** Returns what the file seems to be, as a noun with its article. */
    static String describe(FileHead head) {
        for (Map.Entry<String, String> magic : MAGIC.entrySet()) {
            if (head.startsWith(magic.getKey())) {
                return magic.getValue();
            }
        }
        if (head.text().isEmpty()) {
            return "an empty file";
        }
        if (head.isZip()) {
            return archive(head.zipEntries());
        }
        if (head.isXml()) {
            return xml(head.root().toLowerCase(Locale.ROOT));
        }
        if (head.isJson()) {
            return json(head.json());
        }
        if (head.text().indexOf('\uFFFD') >= 0 && head.heading().chars().anyMatch(c -> c < ' ' && c != '\t')) {
            return "a file of bytes, not of text";
        }
        return "a text without columns";
    }

    private static String archive(List<String> names) {
        if (names.stream().anyMatch(name -> name.startsWith("word/"))) {
            return "a Word document";
        }
        if (names.stream().anyMatch(name -> name.startsWith("ppt/"))) {
            return "a PowerPoint presentation";
        }
        if (names.contains("xl/workbook.bin")) {
            return "a binary Excel workbook; save it as .xlsx";
        }
        if (names.contains("doc.kml")) {
            return "KMZ, a map of Google Earth";
        }
        return "a zip archive; unpack it first";
    }

    private static String xml(String root) {
        return switch (root) {
            case "html" -> "a web page (HTML)";
            case "kml" -> "KML, a map of Google Earth";
            case "gpx" -> "GPX, a track of a GPS device";
            case "opml" -> "OPML, a list of feeds";
            case "urlset", "sitemapindex" -> "a sitemap";
            case "svg" -> "an image (SVG)";
            case "" -> "broken XML or HTML";
            default -> "XML with the root element " + root;
        };
    }

    private static String json(Map<String, String> members) {
        String type = members.getOrDefault("type", "");
        if (Set.of("FeatureCollection", "Feature", "GeometryCollection").contains(type)) {
            return "GeoJSON";
        }
        if (type.equals("Topology")) {
            return "TopoJSON";
        }
        if (members.containsKey("@context")) {
            return "JSON-LD";
        }
        if (members.containsKey("$schema")) {
            return "a JSON document with the schema " + members.get("$schema");
        }
        if (members.containsKey("openapi") || members.containsKey("swagger")) {
            return "the description of an API (OpenAPI)";
        }
        if (members.isEmpty()) {
            return "JSON of no known format";
        }
        Set<String> names = new TreeSet<>(members.keySet());
        return "JSON of no known format, with the members "
                + names.stream().limit(MAX_NAMES).collect(Collectors.joining(", "))
                + (names.size() > MAX_NAMES ? " and others" : "");
    }
}
