// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.http;

import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A media type, or a pattern of media types, as a header has it (RFC 9110, sections 8.3.1 and 12.5.1).
 *
 * @param parameters without the weight
 * @param weight from 0 to 1
 */
record MediaRange(String type, String subtype, List<String> parameters, double weight) {

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern WEIGHT = Pattern.compile("[01](\\.[0-9]{0,3})?");
    private static final String ANY = "*";

    /** Reads a list, without the elements that can't be read. */
    static List<MediaRange> list(String header) {
        List<MediaRange> ranges = new ArrayList<>();
        for (String element : split(header, ',')) {
            MediaRange range = parse(element);
            if (range != null) {
                ranges.add(range);
            }
        }
        return ranges;
    }

    /** Reads one; null where it can't be read. */
    static @Nullable MediaRange parse(String text) {
        List<String> parts = split(text, ';');
        String[] names = parts.get(0).toLowerCase(Locale.ROOT).split("/", -1);
        if (names.length != 2
                || !TOKEN.matcher(names[0]).matches()
                || !TOKEN.matcher(names[1]).matches()) {
            return null;
        }
        List<String> parameters = new ArrayList<>();
        double weight = 1;
        for (String parameter : parts.subList(1, parts.size())) {
            if (parameter.regionMatches(true, 0, "q=", 0, 2)) {
                String value = parameter.substring(2);
                if (!WEIGHT.matcher(value).matches()) {
                    return null;
                }
                weight = Math.min(1, Double.parseDouble(value));
            } else if (!parameter.isEmpty()) {
                parameters.add(parameter);
            }
        }
        return new MediaRange(names[0], names[1], parameters, weight);
    }

    /** Parameters are not compared: no resource offers two forms of one type. */
    boolean includes(MediaType offer) {
        return (type.equals(ANY) || type.equals(offer.getType()))
                && (subtype.equals(ANY) || subtype.equals(offer.getSubtype()));
    }

    /** Of several ranges that include a type, the most specific one decides. */
    int specificity() {
        return type.equals(ANY) ? 0 : subtype.equals(ANY) ? 1 : 2;
    }

    /** The type with its parameters, in the one form that every reader of headers understands. */
    String text() {
        StringBuilder text = new StringBuilder(type).append('/').append(subtype);
        parameters.forEach(parameter -> text.append(';').append(parameter));
        return text.toString();
    }

    /** Parts a text where no quotes are open. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                i++;
            } else if (!quoted && c == separator) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }
}
