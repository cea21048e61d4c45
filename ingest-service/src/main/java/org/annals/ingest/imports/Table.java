package org.annals.ingest.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.annals.ingest.problem.ProblemException;

/** A table as spreadsheets write it (RFC 4180), with the names of its columns in the first row. */
final class Table {

    private static final CsvFactory FACTORY = new CsvFactory();

    /**
     * A row.
     *
     * @param line on which it begins, from 1
     * @param cells by the names of their columns in lower case; without those that are empty
     */
    record Row(int line, Map<String, String> cells, boolean isTooLong) {

        String cell(String column) {
            return cells.getOrDefault(column, "");
        }

        Item item() {
            Item item = new Item("line " + line);
            return isTooLong ? item.refuse("has more cells than the heading has columns") : item;
        }
    }

    private Table() {}

    /** All rows below the heading, which must have these columns; those without any content are none. */
    static List<Row> rows(String text, List<String> required) {
        List<Row> rows = new ArrayList<>();
        try (CsvParser parser = FACTORY.createParser(text)) {
            parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator(text)));
            List<String> columns = columns(parser, required);
            while (parser.nextToken() != null) {
                Row row = row(parser, columns);
                if (!row.cells().isEmpty()) {
                    rows.add(row);
                }
            }
        } catch (JsonProcessingException e) {
            throw ProblemException.badRequest(
                    "unreadable-file",
                    "The file is no table that can be read: line "
                            + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw ProblemException.badRequest(
                    "unreadable-file", "The file is no table that can be read: " + e.getMessage());
        }
        return rows;
    }

    private static List<String> columns(CsvParser parser, List<String> required) throws IOException {
        List<String> columns = new ArrayList<>();
        if (parser.nextToken() != null) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                columns.add(parser.getText().strip().toLowerCase(Locale.ROOT));
            }
        }
        for (String name : required) {
            if (!columns.contains(name)) {
                throw ProblemException.badRequest(
                        "unreadable-file",
                        "The table has no column " + name + "; it has " + String.join(", ", columns) + ".");
            }
        }
        return columns;
    }

    /** The parser stands before the first cell. */
    private static Row row(CsvParser parser, List<String> columns) throws IOException {
        Map<String, String> cells = new LinkedHashMap<>();
        int line = 0;
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            line = count == 0 ? parser.currentTokenLocation().getLineNr() : line;
            String cell = parser.getText().strip();
            if (count < columns.size() && !cell.isEmpty()) {
                cells.put(columns.get(count), cell);
            }
            count++;
        }
        return new Row(line, cells, count > columns.size());
    }

    /** Spreadsheets write commas, or what stands for them where numbers have commas. */
    private static char separator(String text) {
        String heading = text.lines().findFirst().orElse("");
        char found = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(heading, candidate) > count(heading, found)) {
                found = candidate;
            }
        }
        return found;
    }

    private static long count(String text, char character) {
        return text.chars().filter(c -> c == character).count();
    }
}
