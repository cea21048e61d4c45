// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names of time zones: those of IANA and of Windows, offsets, and abbreviations that mean one zone only. */
final class ZoneNames {

    private static final int MAX_LENGTH = 100;

    private static final Map<String, String> IANA = ZoneId.getAvailableZoneIds().stream()
            .filter(id -> !id.startsWith("SystemV/"))
            .collect(Collectors.toUnmodifiableMap(id -> id.toLowerCase(Locale.ROOT), Function.identity()));

    /** Such as /example.org/20240101/Europe/Berlin, where a calendar names its own edition of a zone. */
    private static final Pattern IANA_LAST = Pattern.compile("^/.*?/([A-Za-z_]+/[A-Za-z_+\\-0-9]+(?:/[A-Za-z_]+)?)$");

    private static final Pattern OFFSET =
            Pattern.compile("(?:(?:UTC|GMT|UT|Z) ?)?([+-])(\\d{1,2})(?::?(\\d\\d))?(?::?(\\d\\d))?");

    /**
     * Hours of abbreviations, with those of the United States as RFC 5322 defines them. Several zones share IST, AST, GST
     * and others, which are missing therefore.
     */
    private static final Map<String, String> ABBREVIATIONS = Map.ofEntries(
            Map.entry("Z", "Z"),
            Map.entry("UT", "Z"),
            Map.entry("UTC", "Z"),
            Map.entry("GMT", "Z"),
            Map.entry("WET", "Z"),
            Map.entry("WEST", "+01:00"),
            Map.entry("BST", "+01:00"),
            Map.entry("CET", "+01:00"),
            Map.entry("MEZ", "+01:00"),
            Map.entry("CEST", "+02:00"),
            Map.entry("MESZ", "+02:00"),
            Map.entry("EET", "+02:00"),
            Map.entry("SAST", "+02:00"),
            Map.entry("EEST", "+03:00"),
            Map.entry("MSK", "+03:00"),
            Map.entry("MSD", "+04:00"),
            Map.entry("PKT", "+05:00"),
            Map.entry("NPT", "+05:45"),
            Map.entry("WIB", "+07:00"),
            Map.entry("HKT", "+08:00"),
            Map.entry("SGT", "+08:00"),
            Map.entry("AWST", "+08:00"),
            Map.entry("JST", "+09:00"),
            Map.entry("KST", "+09:00"),
            Map.entry("ACST", "+09:30"),
            Map.entry("ACDT", "+10:30"),
            Map.entry("AEST", "+10:00"),
            Map.entry("AEDT", "+11:00"),
            Map.entry("NZST", "+12:00"),
            Map.entry("NZDT", "+13:00"),
            Map.entry("BRT", "-03:00"),
            Map.entry("NST", "-03:30"),
            Map.entry("NDT", "-02:30"),
            Map.entry("ADT", "-03:00"),
            Map.entry("EDT", "-04:00"),
            Map.entry("EST", "-05:00"),
            Map.entry("CDT", "-05:00"),
            Map.entry("CST", "-06:00"),
            Map.entry("MDT", "-06:00"),
            Map.entry("MST", "-07:00"),
            Map.entry("PDT", "-07:00"),
            Map.entry("PST", "-08:00"),
            Map.entry("AKDT", "-08:00"),
            Map.entry("AKST", "-09:00"),
            Map.entry("HST", "-10:00"));

    private ZoneNames() {}

    /** Returns the zone with a name of any kind, or null where there is none, or several have it. */
    static @Nullable ZoneId of(String name) {
        String plain = name.strip();
        String abbreviation = ABBREVIATIONS.get(plain.toUpperCase(Locale.ROOT));
        if (abbreviation != null) {
            return ZoneOffset.of(abbreviation);
        }
        // The letters of the armed forces mean UTC without a known local zone, as RFC 5322 explains.
        return plain.length() == 1 && Character.isLetter(plain.charAt(0)) && !plain.equalsIgnoreCase("J")
                ? ZoneOffset.UTC
                : ofCalendar(plain);
    }

    /** Returns the zone with a name of IANA or Windows, or with an offset as its name; null where there is none. */
    static @Nullable ZoneId ofCalendar(String name) {
        String plain = name.strip();
        if (plain.isEmpty() || plain.length() > MAX_LENGTH) {
            return null;
        }
        String id = IANA.get(plain.toLowerCase(Locale.ROOT));
        if (id == null) {
            id = WindowsZones.iana(plain);
        }
        if (id == null) {
            Matcher last = IANA_LAST.matcher(plain);
            id = last.matches() ? IANA.get(last.group(1).toLowerCase(Locale.ROOT)) : null;
        }
        return id == null ? offset(plain) : ZoneId.of(id);
    }

    private static @Nullable ZoneOffset offset(String name) {
        Matcher offset = OFFSET.matcher(name.toUpperCase(Locale.ROOT));
        if (!offset.matches()) {
            return null;
        }
        int sign = offset.group(1).equals("-") ? -1 : 1;
        try {
            return ZoneOffset.ofHoursMinutesSeconds(
                    sign * number(offset.group(2)), sign * number(offset.group(3)), sign * number(offset.group(4)));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
