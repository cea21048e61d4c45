// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;
import org.jspecify.annotations.Nullable;

/** A VEVENT: one event, or one for each of its dates where it repeats. */
final class CalendarEvent {

    private static final int MAX_DATES = 1000;
    private static final int MAX_RULES = 20;

    /** Dates of an event without an end, among which the first is that is no exception. */
    private static final int MAX_EXCEPTIONS = 100;

    private static final Set<String> READ = Set.of(
            "UID",
            "RECURRENCE-ID",
            "DTSTART",
            "DTEND",
            "DURATION",
            "RRULE",
            "RDATE",
            "EXDATE",
            "SUMMARY",
            "DESCRIPTION",
            "STYLED-DESCRIPTION",
            "LOCATION",
            "GEO",
            "URL",
            "ATTACH",
            "IMAGE",
            "CONFERENCE",
            "LINK",
            "CATEGORIES",
            "ORGANIZER",
            "STATUS",
            "CLASS",
            "SEQUENCE",
            "LAST-MODIFIED",
            "DTSTAMP");

    /** Of use to programs only. */
    private static final Set<String> UNUSED =
            Set.of("CREATED", "TRANSP", "PRIORITY", "REQUEST-STATUS", "COLOR", "REFRESH-INTERVAL");

    private static final Pattern GEO = Pattern.compile(
            "(?:geo:)?\\s*([+-]?\\d{1,3}(?:\\.\\d{1,20})?)\\s*[;,]\\s*([+-]?\\d{1,3}(?:\\.\\d{1,20})?)(?:;.*)?");
    private static final Pattern ADDRESS = Pattern.compile("(?i)https?://\\S+");

    private final String where;
    private final CalendarComponent component;
    private final CalendarZones zones;
    private final boolean isCancelled;
    private final List<String> notes = new ArrayList<>();
    private final @Nullable Temporal start;
    private final @Nullable Temporal changedDate;
    private String identity = "";
    private boolean isOlder;
    private @Nullable String refusal;

    private CalendarEvent(String where, CalendarComponent component, CalendarZones zones, boolean isCancelled) {
        this.where = where;
        this.component = component;
        this.zones = zones;
        this.isCancelled = isCancelled;
        this.start = date(component.property("DTSTART"));
        this.changedDate = date(component.property("RECURRENCE-ID"));
    }

    static CalendarEvent refused(String where, String reason) {
        CalendarComponent none = new CalendarComponent("", 0);
        CalendarEvent event = new CalendarEvent(where, none, new CalendarZones(none), false);
        event.refuse(reason);
        return event;
    }

    static CalendarEvent of(String where, CalendarComponent component, CalendarZones zones, boolean isCancelled) {
        CalendarEvent event = new CalendarEvent(where, component, zones, isCancelled);
        event.check();
        return event;
    }

    private void check() {
        if (component.fault() != null) {
            refuse(component.fault());
        }
        for (ContentLine line : component.properties()) {
            if (line.fault() != null && READ.contains(line.name())) {
                refuse("has a value that can't be read: " + line.fault());
            } else if (line.fault() != null && line.name().isEmpty()) {
                notes.add("line " + line.line() + " is no property and was left out");
            }
        }
        if (start == null) {
            refuse(
                    component.property("DTSTART") == null
                            ? "has no date (DTSTART)"
                            : "has a date that can't be read: DTSTART '" + Item.shortened(component.value("DTSTART"))
                                    + "'");
        }
        if (changedDate == null && component.property("RECURRENCE-ID") != null) {
            refuse("has a date that can't be read: RECURRENCE-ID '" + Item.shortened(component.value("RECURRENCE-ID"))
                    + "'");
        }
        String uid = component.text("UID");
        identity =
                uid.isEmpty() ? dateAndTitle() : changedDate == null ? uid : uid + "/" + CalendarDate.key(changedDate);
    }

    String where() {
        return where;
    }

    /** Returns the reason why it is no event; null where it is one. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /** Refuses it since another one is a newer version; the identity is that one's. */
    void refuseAsOlderThan(CalendarEvent newest) {
        isOlder = true;
        refuse("is an older version of " + newest.where);
    }

    void refuse(String reason) {
        refusal = refusal == null ? reason : refusal;
    }

    String identity() {
        return identity;
    }

    /** Returns the date of a series that it changes; null where it is no such change. */
    @Nullable
    Temporal changedDate() {
        return changedDate;
    }

    /** Returns the text by which events without a UID, or with one UID, are told apart. */
    String dateAndTitle() {
        return component.text("SUMMARY") + " " + (start == null ? "" : CalendarDate.key(start));
    }

    long sequence() {
        String written = component.value("SEQUENCE");
        return written.matches("\\d{1,18}") ? Long.parseLong(written) : 0;
    }

    /** Returns the time of the last change; an empty text where it is not said. */
    String modified() {
        for (String name : List.of("LAST-MODIFIED", "DTSTAMP")) {
            LocalDateTime time = CalendarDate.local(component.value(name));
            if (time != null) {
                return CalendarDate.key(time);
            }
        }
        return "";
    }

    /** Tells if another can be a version of it: in the same revision either its date or its title is the same. */
    boolean isLike(CalendarEvent other) {
        return component.text("SUMMARY").equals(other.component.text("SUMMARY"))
                || (start != null
                        && other.start != null
                        && CalendarDate.key(start).equals(CalendarDate.key(other.start)));
    }

    /**
     * Returns what it is in the timeline.
     *
     * @param changed identities of single dates that have an event of their own
     * @param limit of the dates
     */
    List<Item> items(Set<String> changed, int limit) {
        Temporal first = start;
        if (refusal != null || first == null) {
            return List.of(item(where, first, null, String.valueOf(refusal)));
        }
        if (component.property("RRULE") == null && component.property("RDATE") == null) {
            return List.of(item(where, first, end(first), null));
        }
        return repeated(first, changed, Math.max(1, Math.min(MAX_DATES, limit)));
    }

    private List<Item> repeated(Temporal first, Set<String> changed, int limit) {
        List<Recurrence.Rule> rules = new ArrayList<>();
        String note = rules(rules);
        boolean isEndless = note != null;
        Map<String, Temporal> dates = new TreeMap<>();
        Map<String, Temporal> ends = new HashMap<>();
        dates.put(CalendarDate.key(first), first);
        for (Recurrence.Rule rule : rules) {
            rule.dates(wall(first), date -> !rule.isOver(date, exact(date)), isEndless ? MAX_EXCEPTIONS : limit + 1)
                    .forEach(date -> dates.put(CalendarDate.key(at(date)), at(date)));
        }
        addDates(dates, ends, isEndless ? MAX_EXCEPTIONS : limit + 1);
        removeExceptions(dates);
        List<Item> items = new ArrayList<>();
        for (Map.Entry<String, Temporal> date : dates.entrySet()) {
            if (items.size() >= (isEndless ? 1 : limit)) {
                note = note == null ? "repeats more than " + limit + " times; the later dates were left out" : note;
                break;
            }
            String occurrence = identity + "/" + date.getKey();
            if (!changed.contains(occurrence)) {
                Temporal end = ends.containsKey(date.getKey()) ? ends.get(date.getKey()) : end(date.getValue());
                items.add(item(where + ", " + Dates.of(date.getValue()), date.getValue(), end, null)
                        .identity(occurrence, occurrence + "/" + component.text("SUMMARY")));
            }
        }
        if (!items.isEmpty() && note != null) {
            items.get(items.size() - 1).note(note);
        }
        return dates.isEmpty()
                ? List.of(item(where, first, null, "repeats, and each of its dates is an exception (EXDATE)"))
                : items;
    }

    /** Reads the rules; returns the reason for which only the first date can be taken, or null. */
    private @Nullable String rules(List<Recurrence.Rule> rules) {
        if (component.property("EXRULE") != null) {
            return "repeats with exceptions by a rule (EXRULE), which are not supported; only the first date was taken";
        }
        String note = null;
        for (ContentLine line : component.properties("RRULE").limit(MAX_RULES).toList()) {
            Recurrence.Rule rule = Recurrence.Rule.of(line.value().strip());
            if (rule == null) {
                rules.clear();
                return "repeats by a rule that can't be read (RRULE '" + Item.shortened(line.value())
                        + "'); only the first date was taken";
            }
            rules.add(rule);
            note = rule.isBounded() ? note : "repeats without an end; only the first date was taken";
        }
        return note;
    }

    private void addDates(Map<String, Temporal> dates, Map<String, Temporal> ends, int limit) {
        for (ContentLine line : component.properties("RDATE").toList()) {
            for (String written : line.value().split(",", -1)) {
                String[] period = written.strip().split("/", 2);
                Temporal date = CalendarDate.read(period[0], line.parameter("TZID"), zones);
                if (date == null || (date instanceof LocalDate) != (start instanceof LocalDate)) {
                    notes.add("the date '" + Item.shortened(written) + "' (RDATE) can't be read and was left out");
                } else if (dates.size() <= limit) {
                    dates.putIfAbsent(CalendarDate.key(date), date);
                    Temporal end = period.length > 1 ? endOfPeriod(date, period[1], line) : null;
                    if (end != null) {
                        ends.put(CalendarDate.key(date), end);
                    }
                }
            }
        }
    }

    private @Nullable Temporal endOfPeriod(Temporal date, String written, ContentLine line) {
        CalendarDate.Length length = CalendarDate.length(written);
        return length == null ? CalendarDate.read(written, line.parameter("TZID"), zones) : after(date, length);
    }

    /** An exception that is a day means all times of this day. */
    private void removeExceptions(Map<String, Temporal> dates) {
        Set<String> keys = new HashSet<>();
        Set<LocalDate> days = new HashSet<>();
        for (ContentLine line : component.properties("EXDATE").toList()) {
            for (String written : line.value().split(",", -1)) {
                Temporal date = CalendarDate.read(written, line.parameter("TZID"), zones);
                if (date instanceof LocalDate day) {
                    days.add(day);
                } else if (date != null) {
                    keys.add(CalendarDate.key(date));
                } else {
                    notes.add("the exception '" + Item.shortened(written) + "' (EXDATE) can't be read");
                }
            }
        }
        dates.entrySet()
                .removeIf(date -> keys.contains(date.getKey())
                        || days.contains(wall(date.getValue()).toLocalDate()));
    }

    /** Returns a date by the clock on the wall. */
    private static LocalDateTime wall(Temporal date) {
        if (date instanceof OffsetDateTime time) {
            return time.toLocalDateTime();
        }
        return date instanceof LocalDate day ? day.atStartOfDay() : LocalDateTime.from(date);
    }

    /** Returns a date of the same kind as the start. */
    private Temporal at(LocalDateTime local) {
        OffsetDateTime exact = exact(local);
        return exact != null ? exact : start instanceof LocalDate ? local.toLocalDate() : local;
    }

    private @Nullable OffsetDateTime exact(LocalDateTime local) {
        if (!(start instanceof OffsetDateTime)) {
            return null;
        }
        ContentLine line = component.property("DTSTART");
        return line == null || CalendarDate.isUtc(line.value())
                ? local.atOffset(ZoneOffset.UTC)
                : zones.at(local, line.parameter("TZID"));
    }

    private @Nullable Temporal date(@Nullable ContentLine line) {
        return line == null || line.fault() != null
                ? null
                : CalendarDate.read(line.value(), line.parameter("TZID"), zones);
    }

    /** Returns the end of the event when it begins at a date; null where it has none that can be read. */
    private @Nullable Temporal end(Temporal date) {
        CalendarDate.Length length = CalendarDate.length(component.value("DURATION"));
        if (length != null) {
            return after(date, length);
        }
        Temporal end = date(component.property("DTEND"));
        if (end == null || start == null || date.equals(start)) {
            return end;
        }
        try {
            return date.plus(start.until(end, ChronoUnit.SECONDS), ChronoUnit.SECONDS);
        } catch (DateTimeException e) {
            // Whole days have no seconds, and a day and a time have nothing between them.
            return start instanceof LocalDate && end instanceof LocalDate
                    ? date.plus(start.until(end, ChronoUnit.DAYS), ChronoUnit.DAYS)
                    : null;
        }
    }

    private Temporal after(Temporal date, CalendarDate.Length length) {
        if (date instanceof LocalDate day) {
            return length.after(day);
        }
        LocalDateTime days = wall(date).plus(length.days());
        if (date instanceof OffsetDateTime time) {
            OffsetDateTime exact = time.equals(exact(wall(date))) ? exact(days) : time.plus(length.days());
            return (exact == null ? time : exact).plus(length.time());
        }
        return days.plus(length.time());
    }

    /** Returns the item of a date; a refused one where there is a reason. */
    private Item item(String place, @Nullable Temporal date, @Nullable Temporal end, @Nullable String reason) {
        Item item = new Item(place);
        if (reason == null || !isOlder) {
            item.identity(identity, identity + "/" + dateAndTitle());
        }
        if (reason != null) {
            item.refuse(reason);
        }
        notes.forEach(item::note);
        if (date != null) {
            occurred(item, date, end);
        }
        HtmlText title = HtmlText.guess(component.text("SUMMARY"));
        HtmlText text = text();
        item.text(title.text(), text.text()).tags(tags());
        ContentLine language = component.property("SUMMARY");
        item.language(language == null ? null : language.parameter("LANGUAGE"));
        item.linksOf(title);
        addresses(item);
        item.linksOf(text);
        place(item);
        ContentLine organizer = component.property("ORGANIZER");
        if (organizer != null) {
            item.actor(organizer.parameter("CN"), "other", "organizer");
        }
        phase(item);
        noteRest(item);
        AnnalsExtension.restoreUnedited(item, AnnalsExtension.parsed(item, component.text("X-ANNALS-EVENT")));
        return item;
    }

    /** Takes the description; a form of it in HTML where there is none, and its links where there is one. */
    private HtmlText text() {
        HtmlText plain = HtmlText.guess(component.text("DESCRIPTION"));
        HtmlText styled = HtmlText.plain("");
        for (String name : List.of("STYLED-DESCRIPTION", "X-ALT-DESC")) {
            ContentLine line = component.property(name);
            if (line != null && line.fault() == null && styled.text().isEmpty()) {
                styled = line.parameter("FMTTYPE").equalsIgnoreCase("text/html")
                        ? HtmlText.of(line.text(), "")
                        : HtmlText.guess(line.text());
            }
        }
        return plain.text().isBlank() ? styled : plain.with(styled);
    }

    private void occurred(Item item, Temporal date, @Nullable Temporal end) {
        String first = Dates.of(date);
        String last = end instanceof LocalDate day ? lastDay(date, day) : end == null ? null : Dates.of(end);
        String occurred = Dates.interval(first, last);
        try {
            Edtf.parse(String.valueOf(occurred));
        } catch (EdtfException e) {
            item.note("ends before it begins, so that its end was left out");
            occurred = first;
        }
        item.occurred(occurred);
        noteDates(item);
    }

    /** The end of whole days is the first day on which the event is over. */
    private static @Nullable String lastDay(Temporal date, LocalDate end) {
        LocalDate first = wall(date).toLocalDate();
        if (end.equals(first)) {
            return null;
        }
        LocalDate last = end.minusDays(1);
        return last.equals(first) ? null : last.toString();
    }

    private void noteDates(Item item) {
        for (String name : List.of("DTSTART", "DTEND")) {
            ContentLine line = component.property(name);
            if (line == null) {
                continue;
            }
            Temporal date = date(line);
            if (date == null) {
                item.note(name + " '" + Item.shortened(line.value()) + "' can't be read and was left out");
            } else if (CalendarDate.hasLeapSecond(line.value())) {
                item.note("the leap second of " + name + " was read as the second before it");
            } else if (date instanceof LocalDateTime && !line.parameter("TZID").isEmpty()) {
                item.note("the zone '" + Item.shortened(line.parameter("TZID")) + "' is not known, so that " + name
                        + " was kept as a local time");
            }
        }
        ContentLine duration = component.property("DURATION");
        if (duration != null && CalendarDate.length(duration.value()) == null) {
            item.note("DURATION '" + Item.shortened(duration.value()) + "' can't be read and was left out");
        }
    }

    private void addresses(Item item) {
        String url = component.text("URL");
        if (!url.isEmpty()) {
            item.source(url, "", "", null);
        }
        for (ContentLine line : component.properties()) {
            switch (line.name()) {
                case "ATTACH", "IMAGE" -> attach(item, line);
                case "CONFERENCE", "LINK" -> {
                    if (ADDRESS.matcher(line.value().strip()).matches()) {
                        item.link(new HtmlText.Link(line.value().strip(), line.parameter("LABEL")));
                    } else {
                        item.note(line.name() + " '" + Item.shortened(line.value())
                                + "' is no address of the web and was left out");
                    }
                }
                default -> {
                    // Read elsewhere, or not at all.
                }
            }
        }
    }

    private static void attach(Item item, ContentLine line) {
        String address = line.value().strip();
        if (!ADDRESS.matcher(address).matches()) {
            item.note("an attachment that is no address of the web was left out"
                    + (line.parameter("FILENAME").isEmpty() ? "" : ": " + Item.shortened(line.parameter("FILENAME"))));
            return;
        }
        String title = line.parameter("FILENAME").isEmpty() ? line.parameter("LABEL") : line.parameter("FILENAME");
        Medium medium = line.name().equals("IMAGE")
                ? Medium.of(address, "image")
                : Medium.of(address, line.parameter("FMTTYPE"), "");
        item.medium(medium.withCaption(title));
    }

    private void place(Item item) {
        String name = HtmlText.guess(component.text("LOCATION")).text();
        ContentLine geo = component.property("GEO");
        ContentLine structured = component.property("X-APPLE-STRUCTURED-LOCATION");
        ContentLine position = geo == null ? structured : geo;
        Matcher numbers = GEO.matcher(position == null ? "" : position.text().strip());
        if (numbers.matches()) {
            String title = name.isEmpty() && structured != null ? structured.parameter("X-TITLE") : name;
            item.place(title, Double.valueOf(numbers.group(1)), Double.valueOf(numbers.group(2)));
            return;
        }
        item.place(name, null, null);
        if (geo != null) {
            item.note("the position '" + Item.shortened(geo.value()) + "' (GEO) can't be read and was left out");
        }
    }

    private List<String> tags() {
        return component
                .properties("CATEGORIES")
                .flatMap(line -> line.texts().stream())
                .distinct()
                .toList();
    }

    private void phase(Item item) {
        String status = component.value("STATUS").toUpperCase(Locale.ROOT);
        if (isCancelled || status.equals("CANCELLED")) {
            item.data().put("phase", "cancelled");
        } else if (status.equals("TENTATIVE")) {
            item.data().put("phase", "planned");
        }
        String access = component.value("CLASS").toUpperCase(Locale.ROOT);
        if (!access.isEmpty() && !access.equals("PUBLIC")) {
            item.note("is marked as " + Item.shortened(access));
        }
    }

    private void noteRest(Item item) {
        Set<String> rest = new TreeSet<>();
        for (ContentLine line : component.properties()) {
            if (!READ.contains(line.name())
                    && !UNUSED.contains(line.name())
                    && !line.name().startsWith("X-")
                    && !line.name().isEmpty()) {
                rest.add(line.name());
            }
        }
        if (!rest.isEmpty()) {
            item.note("left out: " + Item.shortened(String.join(", ", rest)));
        }
    }
}
