// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import static javax.xml.stream.XMLStreamConstants.END_DOCUMENT;
import static javax.xml.stream.XMLStreamConstants.END_ELEMENT;
import static javax.xml.stream.XMLStreamConstants.START_ELEMENT;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Rows of a sheet of an OpenDocument spreadsheet (ISO/IEC 26300), read as a stream. */
final class OdsRowReader implements RowReader {

    private static final String TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
    private static final String OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
    private static final String STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0";
    private static final String TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";

    private static final int MAX_ROW_CHARS = 4 * 1024 * 1024;
    private static final int MAX_REPEATED_ROWS = 2_000_000;
    private static final int MAX_SHEETS = 1000;
    private static final Pattern TIME = Pattern.compile("PT(\\d{1,2})H(\\d{1,2})M(\\d{1,2})(?:[.,]\\d+)?S");

    private final ZipParts parts;
    private final XMLStreamReader xml;
    private final SheetChoice choice;
    private int rowNumber;
    private int repeats;
    private @Nullable RawRow repeated;

    /** Opens the sheet; its name is found by {@link #choose}. */
    OdsRowReader(ZipParts parts, @Nullable String wanted) {
        this.parts = parts;
        choice = new SheetChoice();
        String sheet = choose(wanted);
        xml = content();
        for (int event = ZipParts.next(xml); event != END_DOCUMENT; event = ZipParts.next(xml)) {
            if (isStart(xml, event, TABLE, "table") && sheet.equals(name(xml))) {
                return;
            }
        }
    }

    private XMLStreamReader content() {
        XMLStreamReader content = parts.open("content.xml");
        if (content == null) {
            throw ZipParts.unreadable("it has no part content.xml");
        }
        return content;
    }

    /** Looks through all sheets for the one to read: hidden ones have a style that says so. */
    private String choose(@Nullable String wanted) {
        XMLStreamReader content = content();
        Set<String> hiddenStyles = new HashSet<>();
        String style = "";
        String sheet = "";
        String found = null;
        boolean isCandidate = false;
        int sheets = 0;
        for (int event = ZipParts.next(content); event != END_DOCUMENT; event = ZipParts.next(content)) {
            if (event != START_ELEMENT) {
                continue;
            }
            if (isStart(content, event, STYLE, "style")) {
                style = String.valueOf(content.getAttributeValue(STYLE, "name"));
            } else if (isStart(content, event, STYLE, "table-properties")) {
                if ("false".equals(content.getAttributeValue(TABLE, "display")) && hiddenStyles.size() < MAX_SHEETS) {
                    hiddenStyles.add(style);
                }
            } else if (isStart(content, event, TABLE, "table") && sheets++ < MAX_SHEETS) {
                sheet = name(content);
                boolean isHidden =
                        hiddenStyles.contains(String.valueOf(content.getAttributeValue(TABLE, "style-name")));
                choice.add(sheet, isHidden);
                isCandidate = choice.isCandidate(sheet, isHidden, wanted);
            } else if (found == null && isCandidate && isStart(content, event, TEXT, "p")) {
                found = sheet;
            }
        }
        if (found == null) {
            throw choice.nothing(wanted);
        }
        choice.chosen(found);
        return found;
    }

    private static String name(XMLStreamReader table) {
        return String.valueOf(table.getAttributeValue(TABLE, "name"));
    }

    private static boolean isStart(XMLStreamReader xml, int event, String namespace, String name) {
        return event == START_ELEMENT && xml.getLocalName().equals(name) && namespace.equals(xml.getNamespaceURI());
    }

    @Override
    public @Nullable RawRow next() {
        RawRow row = repeated;
        if (row != null && repeats > 0) {
            repeats--;
            return new RawRow("row " + ++rowNumber, row.cells());
        }
        for (int event = ZipParts.next(xml); event != END_DOCUMENT; event = ZipParts.next(xml)) {
            if (isStart(xml, event, TABLE, "table-row")) {
                int count = Math.min(number(xml.getAttributeValue(TABLE, "number-rows-repeated")), MAX_REPEATED_ROWS);
                List<String> cells = cells();
                rowNumber++;
                RawRow read = new RawRow("row " + rowNumber, cells);
                if (read.isBlank()) {
                    rowNumber += count - 1;
                } else {
                    repeats = count - 1;
                    repeated = read;
                }
                return read;
            }
            if (event == END_ELEMENT && xml.getLocalName().equals("table") && TABLE.equals(xml.getNamespaceURI())) {
                return null;
            }
        }
        return null;
    }

    private List<String> cells() {
        List<String> cells = new ArrayList<>();
        int column = 0;
        int chars = 0;
        for (int event = ZipParts.next(xml); event != END_DOCUMENT; event = ZipParts.next(xml)) {
            if (event == END_ELEMENT && xml.getLocalName().equals("table-row")) {
                break;
            }
            if (isStart(xml, event, TABLE, "table-cell") || isStart(xml, event, TABLE, "covered-table-cell")) {
                int count = number(xml.getAttributeValue(TABLE, "number-columns-repeated"));
                String cell = cell();
                chars += cell.length();
                for (int i = 0; i < count && !cell.isEmpty(); i++) {
                    put(cells, column + i, cell);
                }
                column += count;
                if (chars > MAX_ROW_CHARS || column > MAX_REPEATED_ROWS) {
                    throw ZipParts.unreadable("row " + (rowNumber + 1) + " is too long");
                }
            }
        }
        return cells;
    }

    private static void put(List<String> cells, int column, String value) {
        if (column >= XlsxRowReader.MAX_COLUMNS) {
            throw ZipParts.unreadable("a sheet may have at most " + XlsxRowReader.MAX_COLUMNS + " columns");
        }
        while (cells.size() <= column) {
            cells.add("");
        }
        cells.set(column, value);
    }

    private String cell() {
        String end = xml.getLocalName();
        String type = String.valueOf(xml.getAttributeValue(OFFICE, "value-type"));
        String date = xml.getAttributeValue(OFFICE, "date-value");
        String time = xml.getAttributeValue(OFFICE, "time-value");
        String value = xml.getAttributeValue(OFFICE, "value");
        String shown = text(end);
        return switch (type) {
            case "date" -> date == null ? shown : asShown(date.replaceFirst("T00:00:00(\\.0+)?$", ""), shown);
            case "time" -> time == null ? shown : ofTime(time, shown);
            case "float" -> value == null ? shown : NumberFormat.NUMBER.text(value, false);
            default -> shown;
        };
    }

    /** Reads the paragraphs of a cell, without its annotation. */
    private String text(String end) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        int annotation = 0;
        for (int event = ZipParts.next(xml); event != END_DOCUMENT; event = ZipParts.next(xml)) {
            if (event == START_ELEMENT) {
                depth++;
                annotation = annotation == 0 && xml.getLocalName().equals("annotation") ? depth : annotation;
                if (annotation == 0 && TEXT.equals(xml.getNamespaceURI())) {
                    text.append(
                            switch (xml.getLocalName()) {
                                case "p" -> text.isEmpty() ? "" : "\n";
                                case "line-break" -> "\n";
                                case "s" -> " ".repeat(Math.min(number(xml.getAttributeValue(TEXT, "c")), 100));
                                case "tab" -> "\t";
                                default -> "";
                            });
                }
            } else if (event == END_ELEMENT) {
                if (depth == 0 && xml.getLocalName().equals(end)) {
                    break;
                }
                annotation = annotation == depth ? 0 : annotation;
                depth--;
            } else if (annotation == 0 && XlsxRowReader.isCharacters(event)) {
                text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
            }
            if (text.length() > MAX_ROW_CHARS) {
                throw ZipParts.unreadable("row " + (rowNumber + 1) + " is too long");
            }
        }
        return text.toString().strip();
    }

    /** The value is always a day; a cell that shows a month or a year alone says no more than that. */
    private static String asShown(String date, String shown) {
        String read = TableDate.parse(shown, null).edtf();
        return read != null && read.length() < date.length() && date.startsWith(read) ? read : date;
    }

    private static String ofTime(String time, String shown) {
        Matcher matcher = TIME.matcher(time);
        return matcher.matches()
                ? "%02d:%02d:%02d"
                        .formatted(
                                Integer.parseInt(matcher.group(1)),
                                Integer.parseInt(matcher.group(2)),
                                Integer.parseInt(matcher.group(3)))
                : shown;
    }

    private static int number(@Nullable String digits) {
        return digits != null && digits.matches("\\d{1,7}") ? Math.max(1, Integer.parseInt(digits)) : 1;
    }

    @Override
    public List<String> notes() {
        return choice.notes();
    }

    @Override
    public void close() throws IOException {
        parts.close();
    }
}
