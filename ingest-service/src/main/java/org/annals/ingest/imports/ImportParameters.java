// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.annals.ingest.imports.Format.ReadOptions;
import org.annals.ingest.problem.ProblemException;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Query parameters of an import. */
public class ImportParameters {

    /** Formats of tables, whose columns can be mapped. */
    private static final List<String> TABLES = List.of("timelinejs-csv", "timesketch-csv", "l2t-csv", "tln");

    @Parameter(
            description = "timelinejs, timelinejs-csv, timesketch-csv, timesketch-jsonl, l2t-csv, tln, plaso-json, "
                    + "icalendar, rss, atom, jsonfeed, misp, stix, followthemoney, wikidata, markwhen, cloudevents, csv, "
                    + "annals-csv, xlsx or ods; the content tells it where this is absent")
    @QueryParam("format")
    @Nullable
    String format;

    @Parameter(description = "Source of the events; else what the feed calls itself, or /imports/ and its kind")
    @QueryParam("source")
    @Nullable
    String source;

    @Parameter(description = "Type of the events; else article.published, event.occurred or trace.recorded")
    @QueryParam("type")
    @Nullable
    String type;

    @Parameter(
            description =
                    "A field of the events and the column of a table that it is read from, as in title=Headline; an "
                            + "empty column leaves the field out. May be repeated; what is not named is guessed from the heading")
    @QueryParam("map")
    List<String> map = List.of();

    @Parameter(
            description = "Order of day and month in dates such as 02/05/2024: dmy or mdy; else such a date is skipped")
    @QueryParam("dateOrder")
    @Nullable
    String dateOrder;

    @Parameter(description = "Name of the sheet of a spreadsheet; else the first visible one with any content")
    @QueryParam("sheet")
    @Nullable
    String sheet;

    @Parameter(description = "Whether it is archive material, which alerts nobody who did not ask for it")
    @QueryParam("backfill")
    @DefaultValue("true")
    boolean backfill;

    @Parameter(description = "Whether only to say what would become of the file")
    @QueryParam("dryRun")
    @DefaultValue("false")
    boolean dryRun;

    /** Returns the format that is asked for; a table whose columns are mapped is any table. */
    @Nullable
    String format() {
        return !map.isEmpty() && format != null && TABLES.contains(format) ? "csv" : format;
    }

    ReadOptions options(long maxSpreadsheetBytes) {
        Map<String, String> mapping = new LinkedHashMap<>();
        for (String entry : map) {
            int equals = entry.indexOf('=');
            if (equals < 1) {
                throw ProblemException.badRequest(
                        "invalid-parameter",
                        "The parameter map must be a field and a column, as in map=title=Headline, and is "
                                + Item.shortened(entry) + ".");
            }
            String field = entry.substring(0, equals).strip();
            ColumnMapping.requireField(field);
            mapping.put(field, entry.substring(equals + 1).strip());
        }
        return new ReadOptions(mapping, order(), sheet, maxSpreadsheetBytes);
    }

    private @Nullable DateOrder order() {
        if (dateOrder == null) {
            return null;
        }
        return Arrays.stream(DateOrder.values())
                .filter(order -> order.name().toLowerCase(Locale.ROOT).equals(dateOrder))
                .findFirst()
                .orElseThrow(() -> ProblemException.badRequest(
                        "invalid-parameter", "The parameter dateOrder must be dmy or mdy."));
    }
}
