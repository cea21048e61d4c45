// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.annals.ingest.imports.Format.ReadOptions;
import org.annals.ingest.imports.Table.Row;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Mapping of the fields of events to the columns of a table: as the request says, else guessed from the heading. */
final class ColumnMapping {

    /** Fields that a column can be mapped to, with common headings for them in the order of preference. */
    // All that its constants have is fixed when they are made.
    @SuppressWarnings("ImmutableEnumChecker")
    enum Field {
        ID(
                "id",
                "id",
                "event id",
                "eventid",
                "event_id",
                "event_id_cnty",
                "uid",
                "guid",
                "identifier",
                "record id",
                "nr",
                "№"),
        TITLE(
                "title",
                "title",
                "headline",
                "event",
                "event name",
                "event title",
                "what",
                "what happened",
                "subject",
                "titel",
                "überschrift",
                "ereignis",
                "titre",
                "événement",
                "título",
                "evento",
                "titolo",
                "tytuł",
                "назва",
                "заголовок",
                "подія",
                "название",
                "событие",
                "العنوان",
                "name"),
        OCCURRED(
                "occurred",
                "occurred",
                "date",
                "event date",
                "event_date",
                "date of event",
                "incident date",
                "date of incident",
                "when",
                "start",
                "start date",
                "start_date",
                "startdate",
                "begin",
                "from",
                "datetime",
                "date time",
                "date/time",
                "date_time",
                "day",
                "datum",
                "beginn",
                "fecha",
                "data",
                "дата",
                "дата події",
                "дата события",
                "التاريخ",
                "timestamp",
                "published",
                "year"),
        END(
                "end",
                "end",
                "end date",
                "end_date",
                "enddate",
                "until",
                "to",
                "ende",
                "bis",
                "fin",
                "date de fin",
                "fecha de fin",
                "fecha fin",
                "fine",
                "koniec",
                "кінець",
                "дата закінчення",
                "конец",
                "дата окончания"),
        TIME(
                "time",
                "time",
                "start time",
                "time of day",
                "hour",
                "uhrzeit",
                "zeit",
                "heure",
                "hora",
                "ora",
                "godzina",
                "час",
                "время"),
        SUMMARY(
                "summary",
                "summary",
                "description",
                "text",
                "details",
                "detail",
                "notes",
                "note",
                "content",
                "body",
                "abstract",
                "comment",
                "comments",
                "beschreibung",
                "zusammenfassung",
                "résumé",
                "texte",
                "descripción",
                "resumen",
                "descrição",
                "descrizione",
                "opis",
                "опис",
                "описание",
                "текст",
                "الوصف"),
        PLACE(
                "place",
                "place",
                "location",
                "where",
                "city",
                "town",
                "site",
                "address",
                "ort",
                "lieu",
                "lugar",
                "local",
                "luogo",
                "miejsce",
                "місце",
                "місто",
                "место",
                "город",
                "المكان"),
        LATITUDE("latitude", "latitude", "lat", "geo lat", "breitengrad", "latitud", "широта"),
        LONGITUDE(
                "longitude",
                "longitude",
                "lon",
                "lng",
                "long",
                "geo lon",
                "längengrad",
                "longitud",
                "довгота",
                "долгота"),
        ACTOR(
                "actor",
                "actor",
                "actors",
                "who",
                "person",
                "people",
                "organization",
                "organisation",
                "actor1",
                "actor 1",
                "akteur",
                "acteur",
                "quién",
                "хто",
                "кто"),
        URL(
                "url",
                "url",
                "link",
                "source url",
                "source_url",
                "sourceurl",
                "source link",
                "web",
                "website",
                "href",
                "quelle url",
                "lien",
                "enlace",
                "посилання",
                "ссылка"),
        PUBLISHER(
                "publisher",
                "publisher",
                "source",
                "source name",
                "outlet",
                "media outlet",
                "quelle",
                "fuente",
                "fonte",
                "джерело",
                "источник"),
        STATUS("status", "status"),
        TAGS(
                "tags",
                "tags",
                "tag",
                "category",
                "categories",
                "keywords",
                "topic",
                "topics",
                "event type",
                "event_type",
                "type",
                "kategorie",
                "schlagworte",
                "catégorie",
                "categoría",
                "категорія",
                "категория",
                "теги"),
        LANGUAGE("language", "language", "lang", "sprache", "langue", "idioma", "мова", "язык"),
        MEDIA("media", "media", "image", "image url", "photo", "picture", "video", "media url", "bild", "foto", "фото");

        private final String name;
        private final List<String> headings;

        Field(String name, String... headings) {
            this.name = name;
            this.headings = List.of(headings);
        }
    }

    private static final Set<String> STATUSES = Set.of("claimed", "reported", "confirmed", "disputed");

    private final Map<Field, String> columns;
    private final Table table;
    private final @Nullable DateOrder order;

    private ColumnMapping(Map<Field, String> columns, Table table, @Nullable DateOrder order) {
        this.columns = columns;
        this.table = table;
        this.order = order;
    }

    /** Returns the mapping of a table; refuses one of which the title or the date can't be found. */
    static ColumnMapping of(Table table, ReadOptions options) {
        Map<Field, String> columns = guessed(table.columns());
        options.mapping().forEach((name, heading) -> {
            Field field = field(name);
            columns.remove(field);
            if (!heading.isEmpty()) {
                String column = column(table, heading);
                columns.values().remove(column);
                columns.put(field, column);
            }
        });
        if (!columns.containsKey(Field.OCCURRED)
                || !(columns.containsKey(Field.TITLE) || columns.containsKey(Field.SUMMARY))) {
            throw ProblemException.badRequest(
                    "unmapped-columns",
                    "The table has the columns " + listed(table.names()) + ". Which of them is the "
                            + (columns.containsKey(Field.OCCURRED) ? "title" : "date")
                            + " can't be told: map title and occurred to columns, as in map=title=Headline. Fields that can"
                            + " be mapped are: " + fields() + ".");
        }
        return new ColumnMapping(columns, table, options.dateOrder());
    }

    /** Returns the fields that the names of columns stand for; of two columns for a field, the better name is taken. */
    static Map<Field, String> guessed(List<String> columns) {
        Map<String, String> byName = new LinkedHashMap<>();
        for (String column : columns) {
            byName.putIfAbsent(
                    column.replace('_', ' ').replaceAll("[()\\[\\]:*]", "").strip(), column);
        }
        Map<Field, String> found = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            field.headings.stream()
                    .map(heading -> byName.get(heading.replace('_', ' ')))
                    .filter(column -> column != null && !found.containsValue(column))
                    .findFirst()
                    .ifPresent(column -> found.put(field, column));
        }
        return found;
    }

    /** Refuses a field that there is not. */
    static void requireField(String name) {
        field(name);
    }

    private static Field field(String name) {
        return Arrays.stream(Field.values())
                .filter(field -> field.name.equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.badRequest(
                        "invalid-parameter",
                        "The parameter map names the field " + Item.shortened(name)
                                + ". Fields that can be mapped are: " + fields() + "."));
    }

    private static String fields() {
        return Arrays.stream(Field.values()).map(field -> field.name).collect(Collectors.joining(", "));
    }

    private static String column(Table table, String heading) {
        String column = heading.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        if (!table.columns().contains(column)) {
            throw ProblemException.badRequest(
                    "invalid-parameter",
                    "The parameter map names the column " + Item.shortened(heading)
                            + ", which the table has not. It has " + listed(table.names()) + ".");
        }
        return column;
    }

    /** Returns names for a message. */
    static String listed(List<String> names) {
        int max = 40;
        return names.isEmpty()
                ? "none"
                : names.stream().limit(max).map(Item::shortened).collect(Collectors.joining(", "))
                        + (names.size() > max ? " and " + (names.size() - max) + " others" : "");
    }

    /** Returns the mapping as it is shown: the name of the column by the name of the field. */
    Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        columns.forEach((field, column) -> shown.put(field.name, table.name(column)));
        return shown;
    }

    List<String> notes() {
        List<String> unused = table.columns().stream()
                .filter(column -> !column.isEmpty() && !columns.containsValue(column))
                .map(table::name)
                .toList();
        return unused.isEmpty()
                ? List.of()
                : List.of("Columns that are mapped to no field were left out: " + listed(unused) + ".");
    }

    /** Returns the item of a row. */
    Item item(Row row) {
        Item item = row.item();
        String title = cell(row, Field.TITLE);
        item.text(title, cell(row, Field.SUMMARY));
        TableDate start = TableDate.withTime(TableDate.parse(cell(row, Field.OCCURRED), order), cell(row, Field.TIME));
        if (start.problem() != null) {
            item.refuse(cell(row, Field.OCCURRED).isEmpty() ? "has no date" : start.problem());
        }
        item.occurred(ended(item, start.edtf(), cell(row, Field.END)))
                .tags(Arrays.asList(cell(row, Field.TAGS).split("[,;|]")))
                .language(cell(row, Field.LANGUAGE))
                .source(cell(row, Field.URL), "", cell(row, Field.PUBLISHER), null)
                .source(cell(row, Field.MEDIA), "", "", null);
        place(item, row);
        for (String actor : cell(row, Field.ACTOR).split("[;|\n]", -1)) {
            item.actor(actor.strip(), "other", "");
        }
        String status = cell(row, Field.STATUS).toLowerCase(Locale.ROOT);
        if (STATUSES.contains(status)) {
            item.data().put("status", status);
        } else if (!status.isEmpty()) {
            item.note("the status '" + Item.shortened(status) + "' was left out; it can be "
                    + String.join(", ", new TreeSet<>(STATUSES)));
        }
        identify(item, row);
        return item;
    }

    private String cell(Row row, Field field) {
        String column = columns.get(field);
        return column == null ? "" : row.cell(column);
    }

    private @Nullable String ended(Item item, @Nullable String start, String end) {
        if (start == null || end.isEmpty() || start.contains("/")) {
            return start;
        }
        TableDate last = TableDate.parse(end, order);
        if (last.edtf() == null || last.edtf().contains("/")) {
            item.note("the end '" + Item.shortened(end) + "' can't be read and was left out");
            return start;
        }
        return Dates.interval(start, last.edtf());
    }

    private void place(Item item, Row row) {
        String latitude = cell(row, Field.LATITUDE);
        String longitude = cell(row, Field.LONGITUDE);
        Double north = degrees(latitude, 90);
        Double east = degrees(longitude, 180);
        if (north == null || east == null) {
            if (!latitude.isEmpty() || !longitude.isEmpty()) {
                item.note("the coordinates '" + Item.shortened(latitude + ", " + longitude)
                        + "' can't be read and were left out");
            }
            north = null;
            east = null;
        }
        item.place(cell(row, Field.PLACE), north, east);
    }

    private static @Nullable Double degrees(String text, int max) {
        if (!text.matches("[+-]?\\d{1,3}(?:[.,]\\d{1,15})?")) {
            return null;
        }
        double degrees = Double.parseDouble(text.replace(',', '.'));
        return Math.abs(degrees) <= max ? degrees : null;
    }

    /** As the slides of TimelineJS are known, unless there is a column for it. */
    private void identify(Item item, Row row) {
        Supplier<String> content = () -> new TreeMap<>(row.cells()).toString();
        String id = cell(row, Field.ID);
        if (!id.isEmpty()) {
            item.identity(id, id + " " + Identity.digest(content.get()));
            return;
        }
        item.identityByTitle(
                item.data().path("title").asText(""),
                item.data().path("occurred").asText(""),
                content);
    }
}
