// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.annals.ingest.imports.Table.Row;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Traces of Timesketch and plaso, as tables, as a JSON object a line, or as one JSON document. A recorded trace does not
 * change: all of its columns are its identity, but for the tags and comments that analysts add. All columns without a
 * field of their own become details.
 */
final class TimesketchFile {

    private static final int MAX_DATE = 100;
    private static final long MAX_EXACT = (1L << 53) - 1;

    /** Columns that become fields of the event. */
    private static final Set<String> FIELDS = Set.of("message", "datetime", "timestamp", "tag");

    /** Columns that analysts edit. */
    private static final Set<String> ANNOTATIONS = Set.of("tag", "label", "comment");

    private static final String NO_DATE = "has no datetime of ISO 8601 that can be read, and no timestamp";

    /** Values for a time that is not set. */
    private static final Pattern UNSET =
            Pattern.compile("0*([./-]0*)*([T ].*)?|-|not set|n/a|null", Pattern.CASE_INSENSITIVE);

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,20}(?:\\.\\d{1,9})?");

    private static final Pattern L2T_DATE = Pattern.compile("(\\d\\d)/(\\d\\d)/(\\d{4})");

    private TimesketchFile() {}

    /** Returns the item of a row of Timesketch's own layout, or of plaso's dynamic output. */
    static Item item(Row row) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        row.cells().forEach((column, cell) -> {
            if (!cell.equals("-")) {
                entry.put(column, cell);
            }
        });
        return fill(row.item(), entry, Unit.BY_SIZE);
    }

    /** Returns the item of a row of a timeline of Redline. */
    static Item redlineItem(Row row) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        row.cells()
                .forEach((column, cell) -> entry.put(
                        switch (column) {
                            case "timestamp" -> "datetime";
                            case "field" -> "timestamp_desc";
                            case "summary" -> "message";
                            default -> column;
                        },
                        cell));
        return fill(row.item(), entry, Unit.BY_SIZE);
    }

    /** Returns the item of a row of the layout of log2timeline, {@code l2t_csv}. */
    static Item l2tItem(Row row) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        row.cells().forEach((column, cell) -> {
            if (!cell.equals("-")
                    && !Set.of("date", "time", "timezone", "desc", "type").contains(column)) {
                entry.put(column, cell);
            }
        });
        entry.put("message", row.cell("desc").isEmpty() ? row.cell("short") : row.cell("desc"));
        if (row.cell("desc").isEmpty() || row.cell("desc").equals(row.cell("short"))) {
            entry.remove("short");
        }
        entry.put("timestamp_desc", row.cell("type").isEmpty() ? row.cell("macb") : row.cell("type"));
        Item item = row.item();
        String date = l2tDate(item, row);
        if (date == null) {
            return item.text(entry.path("message").asText(), "")
                    .refuse("has no date that can be read: " + row.cell("date") + " " + row.cell("time"));
        }
        return fill(item, entry.put("datetime", date), Unit.BY_SIZE);
    }

    private static @Nullable String l2tDate(Item item, Row row) {
        Matcher date = L2T_DATE.matcher(row.cell("date"));
        ClockTime time = ClockTime.parse(row.cell("time"));
        if (!date.matches() || time == null) {
            return null;
        }
        String local = date.group(3) + "-" + date.group(1) + "-" + date.group(2) + "T" + time.iso();
        String zone = row.cell("timezone");
        try {
            return LocalDateTime.parse(local)
                    .atZone(ZoneId.of(zone.isEmpty() ? "UTC" : zone, ZoneId.SHORT_IDS))
                    .toOffsetDateTime()
                    .toString()
                    .replaceFirst("T(\\d\\d:\\d\\d)(Z|[+-])", "T$1:00$2");
        } catch (ZoneRulesException e) {
            item.note("the time zone " + Item.shortened(zone) + " is not known, and the time is local");
            return local;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Returns the item of a row of TLN, as plaso writes it. */
    static Item tlnItem(Row row) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        row.cells()
                .forEach((column, cell) -> entry.put(
                        switch (column) {
                            case "time" -> "timestamp";
                            case "description" -> "message";
                            default -> column;
                        },
                        cell));
        entry.put("timestamp_desc", row.cell("source"));
        return fill(row.item(), entry, Unit.BY_SIZE);
    }

    /** Returns the items of a file with a JSON object on each line. */
    static Items readLines(UploadedFile file) {
        file.text();
        try (EntryLines lines = new EntryLines(file)) {
            if (lines.hasNext() && lines.next().entry() == null) {
                throw ProblemException.badRequest(
                        "unreadable-file",
                        "Line " + lines.lastNumber + " of the file is no JSON object that can be read.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Items(
                null, null, () -> new ItemIterator<>(new EntryLines(file), TimesketchFile::item), null, List.of());
    }

    /** Returns the items of one JSON document, as plaso writes it: an object with a member for each trace. */
    static Items readDocument(UploadedFile file) {
        file.text();
        return new Items(
                null,
                null,
                () -> new ItemIterator<>(new JsonStream(file, Set.of()), TimesketchFile::item),
                null,
                List.of());
    }

    private static Item item(JsonStream.Value value) {
        Item item = new Item(value.pointer());
        return value.node() instanceof ObjectNode entry
                ? fill(item, entry, unit(entry))
                : item.refuse("is no JSON object");
    }

    private static Item item(Line line) {
        Item item = new Item("line " + line.number());
        ObjectNode entry = line.entry();
        return entry == null ? item.refuse("is no JSON object that can be read") : fill(item, entry, unit(entry));
    }

    /** Plaso counts microseconds, however few they are. */
    private static Unit unit(ObjectNode entry) {
        return entry.has("__container_type__") || entry.has("date_time") ? Unit.MICROSECONDS : Unit.BY_SIZE;
    }

    private static Item fill(Item item, ObjectNode entry, Unit unit) {
        String message = entry.path("message").asText("").strip();
        String kind = entry.path("timestamp_desc").asText("");
        item.text(message, message);
        String written = entry.path("datetime").asText("").strip();
        String stamp = timestamp(entry.path("timestamp"), unit);
        String date =
                written.isEmpty() || UNSET.matcher(written).matches() || readable(written) == null ? stamp : written;
        if (date == null) {
            return item.refuse(NO_DATE);
        }
        String exact = Dates.exact(date);
        if (exact == null) {
            item.occurred(readable(date));
        } else {
            item.time(exact);
        }
        item.identity(
                identity(date, kind, message, stamp, entry, ANNOTATIONS),
                identity(date, kind, message, stamp, entry, Set.of()));
        item.tags(tags(entry.path("tag")));
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> column : entry.properties()) {
            if (!FIELDS.contains(column.getKey()) && !column.getValue().isNull()) {
                details.set(column.getKey(), exact(column.getValue()));
            }
        }
        if (!details.isEmpty()) {
            item.data().set("details", details);
        }
        return item;
    }

    /** Writes numbers as texts that a double can't hold, such as the times of Windows. */
    private static JsonNode exact(JsonNode value) {
        if (value.isIntegralNumber() && !(value.canConvertToLong() && Math.abs(value.longValue()) <= MAX_EXACT)) {
            return JsonNodeFactory.instance.textNode(value.asText());
        }
        if (value instanceof ArrayNode list) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            list.forEach(element -> copy.add(exact(element)));
            return copy;
        }
        if (value instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(member -> copy.set(member.getKey(), exact(member.getValue())));
            return copy;
        }
        return value;
    }

    private static @Nullable String readable(String date) {
        if (date.length() > MAX_DATE) {
            return null;
        }
        if (NUMBER.matcher(date).matches() && date.length() > 8) {
            return timestamp(JsonNodeFactory.instance.textNode(date), Unit.BY_SIZE);
        }
        String iso = Dates.iso(date);
        return iso != null ? iso : TableDate.parse(date, null).edtf();
    }

    /** The same instant written otherwise is the same; so are the columns in another order. */
    private static String identity(
            String date, String kind, String message, @Nullable String stamp, ObjectNode entry, Set<String> without) {
        TreeMap<String, JsonNode> others = new TreeMap<>();
        for (Map.Entry<String, JsonNode> column : entry.properties()) {
            boolean isInIdentity =
                    FIELDS.contains(column.getKey()) && !column.getKey().equals("tag");
            if (!isInIdentity
                    && !without.contains(column.getKey())
                    && !column.getValue().isNull()) {
                others.put(column.getKey(), column.getValue());
            }
        }
        String instant = instant(date);
        String other = stamp == null || instant(stamp).equals(instant) ? "" : stamp;
        return instant + " " + kind + " " + message + " " + Identity.digest(others + other);
    }

    private static String instant(String date) {
        String readable = Dates.exact(date) != null ? Dates.exact(date) : readable(date);
        try {
            return readable == null
                    ? date
                    : OffsetDateTime.parse(readable).toInstant().toString();
        } catch (DateTimeException e) {
            return String.valueOf(readable);
        }
    }

    /** Unit of timestamps that count from 1970. */
    private enum Unit {
        BY_SIZE,
        MICROSECONDS;

        private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(100_000_000_000L);
        private static final int THOUSAND = 3;
        private static final int MICROS = 6;
        private static final int NANOS = 9;

        /** Returns the number of decimal places to seconds: their number tells the unit, for all but a few weeks of 1970. */
        int places(BigDecimal count) {
            if (this == MICROSECONDS) {
                return MICROS;
            }
            BigDecimal absolute = count.abs();
            for (int places : new int[] {0, THOUSAND, MICROS}) {
                if (absolute.compareTo(MAX_SECONDS.movePointRight(places)) < 0) {
                    return places;
                }
            }
            return NANOS;
        }
    }

    private static @Nullable String timestamp(JsonNode timestamp, Unit unit) {
        String text = timestamp.isNumber()
                ? timestamp.decimalValue().toPlainString()
                : timestamp.asText("").strip();
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        BigDecimal count = new BigDecimal(text);
        if (count.signum() == 0) {
            return null;
        }
        try {
            BigDecimal nanos = count.movePointRight(9 - unit.places(count));
            BigDecimal[] parts = nanos.divideAndRemainder(BigDecimal.TEN.pow(9));
            Instant instant = Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValue());
            return instant.atOffset(ZoneOffset.UTC).getYear() > 9999
                            || instant.atOffset(ZoneOffset.UTC).getYear() < 0
                    ? null
                    : instant.toString();
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    /** A list, or the labels of one of plaso's; in a table, as Python writes one, or with commas. */
    private static List<String> tags(JsonNode tag) {
        List<String> tags = new ArrayList<>();
        JsonNode list = tag.isObject() ? tag.path("labels") : tag;
        if (list.isArray()) {
            list.forEach(one -> tags.add(one.asText()));
            return tags;
        }
        Arrays.stream(list.asText("").replaceAll("[\\[\\]'\"]", "").split(",")).forEach(tags::add);
        return tags;
    }

    /**
     * Line of a file.
     *
     * @param entry null where it is no JSON object
     */
    private record Line(int number, @Nullable ObjectNode entry) {}

    /** Lines of a file but those that are blank. */
    private static final class EntryLines implements Iterator<Line>, Closeable {

        private static final int MAX_CHARS = 1024 * 1024;

        private final BufferedReader reader;
        private @Nullable String next;
        private int number;
        private int lastNumber;

        EntryLines(UploadedFile file) {
            try {
                reader = new BufferedReader(file.reader());
                next = read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Line next() {
            String line = next;
            if (line == null) {
                throw new NoSuchElementException();
            }
            Line result = new Line(number, object(line));
            lastNumber = number;
            try {
                next = read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return result;
        }

        private static @Nullable ObjectNode object(String line) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            try {
                return JsonReader.read(bytes, bytes.length) instanceof ObjectNode entry ? entry : null;
            } catch (ProblemException e) {
                return null;
            }
        }

        /** Reads to a line with any content; one that is too long is cut, and is no JSON then. */
        private @Nullable String read() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (c == '\n') {
                    number++;
                    if (!line.toString().isBlank()) {
                        return line.toString();
                    }
                    line.setLength(0);
                } else if (line.length() < MAX_CHARS) {
                    line.append((char) c);
                }
            }
            number++;
            return line.toString().isBlank() ? null : line.toString();
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
