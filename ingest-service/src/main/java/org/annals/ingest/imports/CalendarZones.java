// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Time zones of a calendar. A name that IANA or Windows knows means their zone; the calendar's own VTIMEZONE counts only
 * for names that nobody else knows.
 */
final class CalendarZones {

    /** Changes of the clock that are worked out for one rule of a zone; twice a year since 1601. */
    private static final int MAX_CHANGES = 2000;

    private static final int LAST_YEAR = 2200;
    private static final int MAX_RULES = 100;

    private final Map<String, CalendarComponent> components = new HashMap<>();
    private final Map<String, NavigableMap<LocalDateTime, ZoneOffset>> changes = new HashMap<>();

    CalendarZones(CalendarComponent calendar) {
        calendar.components().stream()
                .filter(component -> component.name().equals("VTIMEZONE"))
                .forEach(zone -> components.putIfAbsent(zone.text("TZID"), zone));
    }

    /** Returns the instant of a local time, or null where the zone is not known. */
    @Nullable
    OffsetDateTime at(LocalDateTime local, String name) {
        ZoneId zone = ZoneNames.ofCalendar(name);
        CalendarComponent component = components.get(name);
        if (zone == null && component != null) {
            zone = Stream.of("X-LIC-LOCATION", "TZID-ALIAS-OF")
                    .map(component::text)
                    .map(ZoneNames::ofCalendar)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
        if (zone != null) {
            return ZonedDateTime.of(local, zone).toOffsetDateTime();
        }
        if (component == null) {
            return null;
        }
        NavigableMap<LocalDateTime, ZoneOffset> offsets = changes.computeIfAbsent(name, unknown -> changes(component));
        Map.Entry<LocalDateTime, ZoneOffset> last = offsets.floorEntry(local);
        if (last == null) {
            return null;
        }
        Map.Entry<LocalDateTime, ZoneOffset> before = offsets.lowerEntry(last.getKey());
        // A time that the clock skips counts by the offset before, as RFC 5545 has it.
        boolean isSkipped = before != null
                && local.isBefore(last.getKey()
                        .plusSeconds(last.getValue().getTotalSeconds()
                                - before.getValue().getTotalSeconds()));
        return OffsetDateTime.of(local, isSkipped ? before.getValue() : last.getValue());
    }

    private static NavigableMap<LocalDateTime, ZoneOffset> changes(CalendarComponent zone) {
        NavigableMap<LocalDateTime, ZoneOffset> changes = new TreeMap<>();
        LocalDateTime first = LocalDateTime.MAX;
        ZoneOffset before = null;
        for (CalendarComponent rule :
                zone.components().stream().limit(MAX_RULES).toList()) {
            LocalDateTime start = CalendarDate.local(rule.value("DTSTART"));
            ZoneOffset from = offset(rule.value("TZOFFSETFROM"));
            ZoneOffset to = offset(rule.value("TZOFFSETTO"));
            if (start == null || to == null) {
                continue;
            }
            if (start.isBefore(first)) {
                first = start;
                before = from == null ? to : from;
            }
            changes.put(start, to);
            rule.properties("RDATE")
                    .flatMap(dates -> dates.texts().stream())
                    .map(CalendarDate::local)
                    .filter(Objects::nonNull)
                    .limit(MAX_CHANGES)
                    .forEach(date -> changes.put(date, to));
            rule.properties("RRULE").limit(MAX_RULES).forEach(repeats -> {
                ZoneOffset clock = from == null ? to : from;
                Recurrence.Rule parsed = Recurrence.Rule.of(repeats.value());
                if (parsed != null) {
                    List<LocalDateTime> dates = parsed.dates(
                            start,
                            date -> date.getYear() <= LAST_YEAR && !parsed.isOver(date, date.atOffset(clock)),
                            MAX_CHANGES);
                    dates.forEach(date -> changes.put(date, to));
                }
            });
        }
        if (before != null) {
            changes.put(LocalDateTime.MIN, before);
        }
        return changes;
    }

    /** Reads an offset such as +0530 or -001736; null where it is none. */
    private static @Nullable ZoneOffset offset(String written) {
        try {
            return written.isEmpty() ? null : ZoneOffset.of(written.replaceFirst("^(?=\\d)", "+"));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
