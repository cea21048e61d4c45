package org.annals.ingest.imports;

import java.io.IOException;
import java.io.StringReader;
import java.time.LocalDate;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.Parameter;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.Categories;
import net.fortuna.ical4j.model.property.DateProperty;
import net.fortuna.ical4j.model.property.Geo;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** iCalendar (RFC 5545): its VEVENTs. */
final class CalendarFile {

    private static final int MAX_DEPTH = 10;

    private CalendarFile() {}

    static Items read(String text) {
        List<Item> items = new ArrayList<>();
        for (Component component : parse(text).getComponents()) {
            String where = component.getName() + " " + (items.size() + 1);
            if (component instanceof VEvent event) {
                items.add(item(where, event));
            } else if (!component.getName().equals(Component.VTIMEZONE)) {
                items.add(new Item(where).refuse("is no VEVENT"));
            }
        }
        return new Items(null, items);
    }

    private static Calendar parse(String text) {
        refuseNested(text);
        try {
            return new CalendarBuilder().build(new StringReader(text));
        } catch (ParserException e) {
            throw unreadable("line " + e.getLineNo() + ": " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            // The library leaves some of what it can't read to exceptions of the platform.
            throw unreadable(String.valueOf(e.getMessage()));
        }
    }

    /** The library follows components into each other without an end. */
    private static void refuseNested(String text) {
        int depth = 0;
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.regionMatches(true, 0, "BEGIN:", 0, "BEGIN:".length()) && ++depth > MAX_DEPTH) {
                throw unreadable("line " + number + ": components are nested more than " + MAX_DEPTH + " deep");
            }
            if (line.regionMatches(true, 0, "END:", 0, "END:".length())) {
                depth--;
            }
        }
    }

    private static ProblemException unreadable(String reason) {
        return ProblemException.badRequest("unreadable-file", "The file is no iCalendar that can be read: " + reason);
    }

    private static Item item(String where, VEvent event) {
        Item item = new Item(where);
        try {
            fill(item, event);
        } catch (RuntimeException e) {
            item.refuse("has a value that can't be read: " + e.getMessage());
        }
        return item;
    }

    private static void fill(Item item, VEvent event) {
        if (event.getProperty(Property.RRULE).isPresent()
                || event.getProperty(Property.RDATE).isPresent()) {
            item.refuse("repeats (RRULE or RDATE); an event happens once, so give each date a VEVENT");
        }
        String summary = value(event, Property.SUMMARY);
        item.identity(identity(event, summary))
                .text(summary, value(event, Property.DESCRIPTION))
                .occurred(occurred(event))
                .source(value(event, Property.URL), "", "", null)
                .tags(categories(event));
        place(item, event);
        event.getProperty(Property.ORGANIZER)
                .flatMap(organizer -> organizer.<Parameter>getParameter(Parameter.CN))
                .ifPresent(name -> item.actor(name.getValue(), "other", "organizer"));
        switch (value(event, Property.STATUS)) {
            case "CANCELLED" -> item.data().put("phase", "cancelled");
            case "TENTATIVE" -> item.data().put("phase", "planned");
            default -> {
                // Confirmed, or said by nobody: then it happens.
            }
        }
    }

    private static String identity(VEvent event, String summary) {
        String uid = value(event, Property.UID);
        String recurrence = value(event, Property.RECURRENCE_ID);
        if (uid.isEmpty()) {
            return summary + " " + value(event, Property.DTSTART);
        }
        return recurrence.isEmpty() ? uid : uid + "/" + recurrence;
    }

    private static @Nullable String occurred(VEvent event) {
        Temporal start = date(event, Property.DTSTART);
        Temporal end = end(event);
        if (start == null) {
            return null;
        }
        if (end instanceof LocalDate day) {
            // The end is the first day on which it is over.
            return Dates.interval(Dates.of(start), day.isAfter((LocalDate) start) ? Dates.of(day.minusDays(1)) : null);
        }
        return Dates.interval(Dates.of(start), end == null ? null : Dates.of(end));
    }

    private static @Nullable Temporal end(VEvent event) {
        return event.getProperty(Property.DURATION).isPresent()
                ? event.getEndDate(true).map(DateProperty::getDate).orElse(null)
                : date(event, Property.DTEND);
    }

    private static @Nullable Temporal date(VEvent event, String name) {
        Optional<Property> property = event.getProperty(name);
        return property.isPresent() && property.get() instanceof DateProperty<?> date ? date.getDate() : null;
    }

    private static void place(Item item, VEvent event) {
        Optional<Property> geo = event.getProperty(Property.GEO);
        if (geo.isPresent() && geo.get() instanceof Geo point) {
            item.place(
                    value(event, Property.LOCATION),
                    point.getLatitude().doubleValue(),
                    point.getLongitude().doubleValue());
        } else {
            item.place(value(event, Property.LOCATION), null, null);
        }
    }

    private static List<String> categories(VEvent event) {
        List<String> tags = new ArrayList<>();
        for (Property property : event.getProperties(Property.CATEGORIES)) {
            if (property instanceof Categories categories) {
                categories.getCategories().getTexts().forEach(tags::add);
            }
        }
        return tags;
    }

    private static String value(VEvent event, String name) {
        return event.getProperty(name).map(Property::getValue).orElse("");
    }
}
