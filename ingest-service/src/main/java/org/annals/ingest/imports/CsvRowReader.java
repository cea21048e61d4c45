// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Rows of CSV (RFC 4180), with commas, semicolons, tabs or bars between the cells. */
final class CsvRowReader implements RowReader {

    private static final CsvFactory FACTORY = new CsvFactory();
    private static final String DECLARATION = "sep=";
    private static final int HEAD_CHARS = 64 * 1024;
    private static final String SEPARATORS = ",;\t|";

    private final CsvParser parser;
    private final int linesBefore;

    CsvRowReader(Reader text) throws IOException {
        BufferedReader reader = new BufferedReader(text, HEAD_CHARS);
        String head = head(reader);
        String firstLine = head.lines().findFirst().orElse("");
        char separator = separator(head);
        int skipped = 0;
        if (isDeclaration(firstLine)) {
            separator = declared(firstLine, separator);
            reader.readLine();
            skipped = 1;
        }
        linesBefore = skipped;
        parser = FACTORY.createParser(reader);
        parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
    }

    private static String head(BufferedReader reader) throws IOException {
        reader.mark(HEAD_CHARS);
        char[] chars = new char[HEAD_CHARS];
        int length = 0;
        int read = reader.read(chars, 0, HEAD_CHARS);
        while (read > 0 && length + read < HEAD_CHARS) {
            length += read;
            read = reader.read(chars, length, HEAD_CHARS - length);
        }
        reader.reset();
        return new String(chars, 0, length + Math.max(read, 0));
    }

    /** Excel writes the separator into a line of its own, for whom numbers have commas. */
    private static boolean isDeclaration(String line) {
        return line.strip().toLowerCase(Locale.ROOT).replace("\"", "").startsWith(DECLARATION);
    }

    private static char declared(String line, char otherwise) {
        String value = line.replace("\"", "").substring(line.replace("\"", "").indexOf('=') + 1);
        return value.isEmpty() ? otherwise : value.charAt(0);
    }

    /** Returns the separator that the heading has most of. */
    private static char separator(String head) {
        String heading = head.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#") && !isDeclaration(line))
                .filter(line -> SEPARATORS.chars().anyMatch(separator -> line.indexOf(separator) >= 0))
                .findFirst()
                .orElse("");
        char found = ',';
        for (int i = 0; i < SEPARATORS.length(); i++) {
            char candidate = SEPARATORS.charAt(i);
            if (count(heading, candidate) > count(heading, found)) {
                found = candidate;
            }
        }
        return found;
    }

    private static int count(String line, char separator) {
        int count = 0;
        boolean isQuoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            isQuoted ^= c == '"';
            count += !isQuoted && c == separator ? 1 : 0;
        }
        return count;
    }

    @Override
    public @Nullable RawRow next() {
        try {
            if (parser.nextToken() == null) {
                return null;
            }
            List<String> cells = new ArrayList<>();
            int line = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                line = cells.isEmpty() ? parser.currentTokenLocation().getLineNr() : line;
                cells.add(parser.getText().strip());
            }
            return new RawRow("line " + (line + linesBefore), cells);
        } catch (JsonProcessingException e) {
            throw ProblemException.badRequest(
                    "unreadable-file",
                    "The file is no table that can be read: line "
                            + (e.getLocation().getLineNr() + linesBefore) + ": " + reason(e));
        } catch (IOException e) {
            throw ProblemException.badRequest("unreadable-file", "The file is no table that can be read.");
        }
    }

    private static String reason(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.contains("closing quote")
                ? "a quotation mark has no counterpart"
                : "something follows a closing quotation mark, or a cell is too long";
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
