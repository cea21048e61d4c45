// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/** A table (RFC 4180) with a row per event. */
final class Csv implements Export {

    private static final List<String> HEADER = List.of(
            "eventId",
            "timeline",
            "occurred",
            "earliest",
            "latest",
            "type",
            "title",
            "summary",
            "status",
            "phase",
            "actors",
            "places",
            "latitude",
            "longitude",
            "sources",
            "tags",
            "source",
            "id",
            "revision",
            "recorded",
            "revised",
            "retracted",
            "url",
            "media",
            "data");

    private static final CsvMapper MAPPER = new CsvMapper();
    private static final String SEPARATOR = "; ";

    /** What a spreadsheet would take for a formula, and run. */
    private static final String FORMULA = "=+-@\t\r";

    /** A number or a date with a sign: too few kinds of character to name anything that could be run. */
    private static final Pattern SIGNED = Pattern.compile("[-+][0-9][0-9XETZ:./~?%+-]*");

    private final SequenceWriter rows;

    Csv(OutputStream out) throws IOException {
        this.rows =
                MAPPER.writer(CsvSchema.emptySchema().withLineSeparator("\r\n")).writeValues(out);
    }

    @Override
    public void begin(Heading heading) throws IOException {
        rows.write(HEADER);
    }

    @Override
    public void add(Item item) throws IOException {
        List<JsonNode> places = item.mappedPlaces();
        List<String> row = new ArrayList<>(List.of(
                item.event().eventId().toString(),
                item.event().timeline(),
                item.occurred(),
                time(item.event().earliest()),
                time(item.event().latest()),
                item.event().type(),
                item.title(),
                item.summary(),
                item.text("status"),
                item.text("phase"),
                String.join(SEPARATOR, item.actors()),
                String.join(SEPARATOR, item.each("places", "name")),
                places.isEmpty() ? "" : places.get(0).path("latitude").asText(),
                places.isEmpty() ? "" : places.get(0).path("longitude").asText(),
                String.join(SEPARATOR, item.sourceUrls()),
                String.join(SEPARATOR, item.tags()),
                item.event().source(),
                item.event().id(),
                Integer.toString(item.event().revision()),
                time(item.event().recorded()),
                time(item.event().revised()),
                Boolean.toString(item.event().retracted()),
                item.page().toString(),
                item.media().stream().map(Medium::url).collect(Collectors.joining(SEPARATOR)),
                Json.text(item.data())));
        row.replaceAll(Csv::harmless);
        rows.write(row);
    }

    /** An apostrophe before it makes a spreadsheet take a text for a text; numbers and dates stay as they are. */
    private static String harmless(String cell) {
        boolean formula = !cell.isEmpty() && FORMULA.indexOf(cell.charAt(0)) >= 0;
        return formula && !SIGNED.matcher(cell).matches() ? "'" + cell : cell;
    }

    private static String time(@Nullable Instant instant) {
        return instant == null ? "" : Json.time(instant);
    }

    @Override
    public void end(@Nullable URI next) throws IOException {
        rows.close();
    }
}
