// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Beginning of a file, by which a format tells that the file is of it. */
final class FileHead {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern ROOT = Pattern.compile("<(?:[\\p{L}_][\\w.-]*:)?(\\p{L}[\\w.-]*)");
    private static final Pattern SEPARATOR = Pattern.compile("[,;\t|]");
    private static final int MAX_NAMES = 200;
    private static final int MAX_ENTRIES = 1000;

    private final UploadedFile file;
    private final String contentType;
    private final String text;
    private @Nullable Map<String, String> json;

    FileHead(UploadedFile file, String contentType) {
        this.file = file;
        this.contentType = contentType;
        this.text = text(file.head());
    }

    /** The encoding need not be known: names of formats are ASCII. */
    private static String text(byte[] head) {
        String wide = new String(head, StandardCharsets.UTF_8).replace("\0", "");
        String decoded = head.length > 1 && (head[0] == (byte) 0xFF || head[0] == (byte) 0xFE)
                ? wide.replaceFirst("^\uFFFD+", "")
                : wide;
        return decoded.replace("\uFEFF", "").strip();
    }

    /** Returns the content type without its parameters, in lower case. */
    String contentType() {
        return contentType;
    }

    byte[] bytes() {
        return file.head();
    }

    /** Returns the text without white space around it. */
    String text() {
        return text;
    }

    boolean startsWith(String magic) {
        byte[] bytes = file.head();
        byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length >= expected.length
                && java.util.Arrays.equals(bytes, 0, expected.length, expected, 0, expected.length);
    }

    /** Returns the first line that is neither blank nor a comment, in lower case. */
    String heading() {
        return text.lines()
                .map(line -> line.strip().toLowerCase(Locale.ROOT))
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("sep="))
                .findFirst()
                .orElse("");
    }

    boolean isJson() {
        return text.startsWith("{") || text.startsWith("[");
    }

    boolean isXml() {
        return text.startsWith("<");
    }

    boolean isZip() {
        return startsWith("PK\3\4");
    }

    boolean isTable() {
        return !isJson()
                && !isXml()
                && !isBinary()
                && SEPARATOR.matcher(heading()).find();
    }

    /** Tells whether it is of a format that is no text. */
    private boolean isBinary() {
        return isZip() || UnknownFile.hasSignature(this) || heading().chars().anyMatch(c -> c < ' ' && c != '\t');
    }

    /** Returns the local name of the root element of XML; empty where there is none. */
    String root() {
        int at = 0;
        while (text.startsWith("<!--", at) || text.startsWith("<?", at)) {
            String end = text.startsWith("<?", at) ? "?>" : "-->";
            int next = text.indexOf(end, at);
            if (next < 0) {
                return "";
            }
            at = next + end.length();
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
        Matcher start = ROOT.matcher(text);
        return isXml() && start.find(at) ? start.group(1) : "";
    }

    /**
     * Returns the members of the first JSON object by their names; values are empty but for texts and numbers. In an
     * array, the first object is its first element.
     */
    Map<String, String> json() {
        Map<String, String> members = json;
        if (members == null) {
            members = isJson() ? members(text) : Map.of();
            json = members;
        }
        return members;
    }

    private static Map<String, String> members(String text) {
        Map<String, String> members = new HashMap<>();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                parser.nextToken();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME && members.size() < MAX_NAMES) {
                String name = parser.currentName();
                members.put(name, "");
                JsonToken value = parser.nextToken();
                if (value != null && value.isScalarValue()) {
                    members.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            // The head ends somewhere in the middle; the members before that are enough.
        }
        return members;
    }

    /** Returns the names of the parts of a zip archive; none where it is none, or damaged. */
    List<String> zipEntries() {
        List<String> names = new ArrayList<>();
        if (isZip()) {
            try (ZipFile zip = new ZipFile(file.path().toFile())) {
                zip.stream().limit(MAX_ENTRIES).map(ZipEntry::getName).forEach(names::add);
            } catch (IOException e) {
                return List.of();
            }
        }
        return names;
    }
}
