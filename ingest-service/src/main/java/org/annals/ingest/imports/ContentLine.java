// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A property of an iCalendar file: its lines are joined as octets, and decoded only then.
 *
 * @param line on which it begins, from 1
 * @param name in upper case
 * @param parameters by their names in upper case
 * @param fault why it cannot be read; null where it can
 */
record ContentLine(
        int line,
        String name,
        Map<String, String> parameters,
        String value,
        @Nullable String fault) {

    private static final int MAX_DIGITS = 2;

    /** Returns all properties of a file, BEGIN and END among them. */
    static List<ContentLine> read(byte[] file) {
        List<ContentLine> lines = new ArrayList<>();
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        int number = 1;
        int first = 1;
        int start = 0;
        int at = 0;
        boolean isQuoted = false;
        while (at < file.length) {
            int end = at;
            while (end < file.length && file[end] != '\n' && file[end] != '\r') {
                end++;
            }
            if (joined.size() == 0) {
                first = number;
                start = at;
            }
            boolean isFirst = joined.size() == 0;
            joined.write(file, at, end - at);
            isQuoted = isFirst ? parsed(0, latin(joined.toByteArray())).isQuotedPrintable() : isQuoted;
            int next = end;
            int ended = number;
            while (next < file.length && (file[next] == '\n' || file[next] == '\r')) {
                number += file[next] == '\n' || next + 1 == file.length || file[next + 1] != '\n' ? 1 : 0;
                next++;
            }
            if (next < file.length && (file[next] == ' ' || file[next] == '\t')) {
                next++;
            } else if (!isQuoted || end == at || file[end - 1] != '=' || number > ended + 1) {
                // A line of vCalendar 1.0 goes on behind an equals sign.
                add(lines, joined, first, start);
                joined.reset();
            }
            at = next;
        }
        add(lines, joined, first, start);
        return lines;
    }

    private static String latin(byte[] line) {
        return new String(line, StandardCharsets.ISO_8859_1);
    }

    private static void add(List<ContentLine> lines, ByteArrayOutputStream joined, int number, int start) {
        byte[] bytes = joined.toByteArray();
        if (bytes.length == 0) {
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            lines.add(parsed(
                    number, StandardCharsets.UTF_8.newDecoder().decode(in).toString()));
        } catch (CharacterCodingException e) {
            ContentLine line = parsed(number, latin(bytes));
            Charset charset = charset(line.parameter("CHARSET"));
            lines.add(
                    charset == null || charset.equals(StandardCharsets.UTF_8)
                            ? line.broken("line " + number + " is not UTF-8 (byte " + (start + in.position()) + ")")
                            : parsed(number, new String(bytes, charset)));
        }
    }

    private static ContentLine parsed(int number, String line) {
        int colon = colon(line);
        if (colon < 0) {
            return new ContentLine(number, "", Map.of(), line, "line " + number + " has no name");
        }
        int nameEnd = line.indexOf(';');
        String head = line.substring(0, colon);
        String name = nameEnd >= 0 && nameEnd < colon ? line.substring(0, nameEnd) : head;
        ContentLine parsed = new ContentLine(
                number,
                name.strip().toUpperCase(Locale.ROOT),
                name.length() < colon ? parameters(head.substring(name.length() + 1)) : Map.of(),
                line.substring(colon + 1),
                null);
        return parsed.isQuotedPrintable() ? parsed.unquoted() : parsed;
    }

    private static int colon(String line) {
        boolean isQuoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == ':' && !isQuoted) {
                return i;
            }
        }
        // A quotation mark that is never closed belongs to a value.
        return isQuoted ? line.indexOf(':') : -1;
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        boolean isQuoted = false;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || (text.charAt(i) == ';' && !isQuoted)) {
                String[] parameter = text.substring(start, i).split("=", 2);
                String value = parameter.length > 1 ? parameter[1] : parameter[0];
                String name = parameter.length > 1 ? parameter[0] : bareName(parameter[0]);
                parameters.putIfAbsent(name.strip().toUpperCase(Locale.ROOT), unescaped(value.replace("\"", "")));
                start = i + 1;
            } else if (text.charAt(i) == '"') {
                isQuoted = !isQuoted;
            }
        }
        return parameters;
    }

    /** In vCalendar 1.0 the name of a parameter may be missing. */
    private static String bareName(String value) {
        return value.equalsIgnoreCase("QUOTED-PRINTABLE") || value.equalsIgnoreCase("BASE64") ? "ENCODING" : value;
    }

    /** RFC 6868. */
    private static String unescaped(String value) {
        return value.indexOf('^') < 0
                ? value
                : value.replace("^n", "\n").replace("^'", "\"").replace("^^", "^");
    }

    private boolean isQuotedPrintable() {
        return parameter("ENCODING").equalsIgnoreCase("QUOTED-PRINTABLE");
    }

    private ContentLine unquoted() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '=' && i + MAX_DIGITS < text.length && isHex(text[i + 1]) && isHex(text[i + 2])) {
                bytes.write(Character.digit(text[i + 1], 16) * 16 + Character.digit(text[i + 2], 16));
                i += MAX_DIGITS;
            } else if (text[i] != '=') {
                bytes.write(text[i]);
            }
        }
        Charset charset = charset(parameter("CHARSET"));
        String decoded = bytes.toString(charset == null ? StandardCharsets.UTF_8 : charset);
        String escaped = decoded.replace("\r\n", "\n").replace("\n", "\\n");
        return new ContentLine(line, name, parameters, escaped, fault);
    }

    private static boolean isHex(byte digit) {
        return Character.digit(digit, 16) >= 0;
    }

    private static @Nullable Charset charset(String name) {
        try {
            return name.isEmpty() ? null : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }

    private ContentLine broken(String reason) {
        return new ContentLine(line, name, parameters, value, reason);
    }

    /** Returns the value of a parameter; an empty text where there is none. */
    String parameter(String parameter) {
        return parameters.getOrDefault(parameter, "").strip();
    }

    /** Returns the value as text, with its escapes resolved. */
    String text() {
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                char escaped = value.charAt(++i);
                text.append(escaped == 'n' || escaped == 'N' ? '\n' : escaped);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Returns the values of a list, with their escapes resolved. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || value.charAt(i) == ',') {
                texts.add(new ContentLine(line, name, parameters, value.substring(start, i), fault).text());
                start = i + 1;
            } else if (value.charAt(i) == '\\') {
                i++;
            }
        }
        return texts;
    }
}
