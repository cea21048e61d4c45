// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.annals.ingest.problem.ProblemException;

/**
 * Reads iCalendar (RFC 5545) and its elder, vCalendar 1.0: the events of all calendars of a file. Only lines that an event
 * needs must be readable, and one that is not costs its event alone.
 */
final class CalendarFile {

    private static final String CALENDAR = "VCALENDAR";
    private static final String EVENT = "VEVENT";

    /** Dates of all events that repeat, taken together; each event beyond gives its first date only. */
    private static final int MAX_REPETITIONS = 20_000;

    private final List<Item> items = new ArrayList<>();
    private final List<CalendarEvent> events = new ArrayList<>();

    private CalendarFile() {}

    static Items read(byte[] file) {
        byte[] utf8 = utf8(file);
        CalendarFile calendars = new CalendarFile();
        CalendarComponent root = tree(ContentLine.read(utf8));
        if (root.components().stream().noneMatch(component -> component.name().equals(CALENDAR))) {
            throw ProblemException.badRequest(
                    "unreadable-file", "The file is no iCalendar that can be read: it has no line BEGIN:VCALENDAR.");
        }
        calendars.collect(root);
        return new Items(null, calendars.items());
    }

    /** Returns the file in UTF-8 without its byte order mark. */
    private static byte[] utf8(byte[] file) {
        int mark = file.length > 1 ? ((file[0] & 0xFF) << 8) | (file[1] & 0xFF) : 0;
        return switch (mark) {
            case 0xFEFF -> recoded(new String(file, StandardCharsets.UTF_16BE));
            case 0xFFFE -> recoded(new String(file, StandardCharsets.UTF_16LE));
            case 0xEFBB -> Arrays.copyOfRange(file, Math.min(3, file.length), file.length);
            default -> file;
        };
    }

    private static byte[] recoded(String text) {
        return text.substring(1).getBytes(StandardCharsets.UTF_8);
    }

    /** Puts the lines into the components that they are of. A component that is not closed ends where the next event begins. */
    private static CalendarComponent tree(List<ContentLine> lines) {
        CalendarComponent root = new CalendarComponent("", 0);
        Deque<CalendarComponent> open = new ArrayDeque<>(List.of(root));
        for (ContentLine line : lines) {
            String value = line.value().strip().toUpperCase(Locale.ROOT);
            if (line.name().equals("BEGIN")) {
                while ((value.equals(EVENT) && isOpen(open, EVENT)) || (value.equals(CALENDAR) && open.size() > 1)) {
                    open.pop().fault("does not end before line " + line.line() + ", where another begins");
                }
                CalendarComponent component = new CalendarComponent(value, line.line());
                open.element().components().add(component);
                open.push(component);
            } else if (line.name().equals("END")) {
                while (isOpen(open, value) && !open.element().name().equals(value)) {
                    open.pop().fault("does not end before line " + line.line() + ", where its calendar does");
                }
                if (open.size() > 1 && open.element().name().equals(value)) {
                    open.pop();
                }
            } else {
                open.element().properties().add(line);
            }
        }
        while (open.size() > 1) {
            open.pop().fault("does not end before the file does");
        }
        return root;
    }

    private static boolean isOpen(Deque<CalendarComponent> open, String name) {
        return open.stream().anyMatch(component -> component.name().equals(name));
    }

    private void collect(CalendarComponent root) {
        int number = 0;
        for (CalendarComponent calendar : root.components()) {
            boolean isCalendar = calendar.name().equals(CALENDAR);
            CalendarZones zones = new CalendarZones(calendar);
            boolean isCancelled = calendar.value("METHOD").equalsIgnoreCase("CANCEL");
            for (CalendarComponent component : isCalendar ? calendar.components() : List.of(calendar)) {
                if (component.name().equals("VTIMEZONE")) {
                    continue;
                }
                String where = component.name() + " " + ++number;
                if (!component.name().equals(EVENT)) {
                    events.add(
                            CalendarEvent.refused(where, "is a " + component.name() + "; only a VEVENT is an event"));
                } else if (!isCalendar) {
                    events.add(CalendarEvent.refused(where, "stands outside of a VCALENDAR"));
                } else {
                    events.add(CalendarEvent.of(where, component, zones, isCancelled));
                }
            }
            if (isCalendar && calendar.fault() != null) {
                events.add(CalendarEvent.refused(
                        "VCALENDAR of line " + calendar.line(), calendar.fault() + ", so that events may be missing"));
            }
        }
    }

    private List<Item> items() {
        Map<String, List<CalendarEvent>> byIdentity = new LinkedHashMap<>();
        for (CalendarEvent event : events) {
            if (event.refusal() == null) {
                byIdentity
                        .computeIfAbsent(event.identity(), id -> new ArrayList<>())
                        .add(event);
            }
        }
        byIdentity.values().forEach(CalendarFile::refuseOlder);
        Map<String, String> changed = new HashMap<>();
        for (CalendarEvent event : events) {
            if (event.changedDate() != null && event.refusal() == null) {
                changed.put(event.identity(), event.where());
            }
        }
        int left = MAX_REPETITIONS;
        for (CalendarEvent event : events) {
            List<Item> some = event.items(changed.keySet(), left);
            left -= some.size() > 1 ? some.size() : 0;
            items.addAll(some);
        }
        return items;
    }

    /** Of several versions of an event the newest counts. */
    private static void refuseOlder(List<CalendarEvent> versions) {
        for (CalendarEvent event : versions) {
            CalendarEvent newest = newest(versions, event);
            if (newest != event) {
                event.refuseAsOlderThan(newest);
            }
        }
    }

    private static CalendarEvent newest(List<CalendarEvent> versions, CalendarEvent event) {
        CalendarEvent newest = event;
        for (CalendarEvent other : versions) {
            newest = isNewer(other, newest) ? other : newest;
        }
        return newest;
    }

    private static boolean isNewer(CalendarEvent event, CalendarEvent than) {
        if (event.sequence() != than.sequence()) {
            return event.sequence() > than.sequence();
        }
        return event.isLike(than) && event.modified().compareTo(than.modified()) > 0;
    }
}
