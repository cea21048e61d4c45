// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import static javax.xml.stream.XMLStreamConstants.CDATA;
import static javax.xml.stream.XMLStreamConstants.CHARACTERS;
import static javax.xml.stream.XMLStreamConstants.END_DOCUMENT;
import static javax.xml.stream.XMLStreamConstants.END_ELEMENT;
import static javax.xml.stream.XMLStreamConstants.SPACE;
import static javax.xml.stream.XMLStreamConstants.START_ELEMENT;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a sheet of an Excel workbook (ECMA-376). Each sheet is read as a stream; only the texts that sheets share are
 * held, within a bound.
 */
final class XlsxRowReader implements RowReader {

    static final int MAX_COLUMNS = 2048;

    private static final int MAX_SHARED_CHARS = 32 * 1024 * 1024;
    private static final int MAX_SHARED_TEXTS = 1_000_000;
    private static final int MAX_ROW_CHARS = 4 * 1024 * 1024;
    private static final int MAX_STYLES = 100_000;
    private static final String RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /** Sheet of a workbook. */
    private record Sheet(String name, String part, boolean isHidden) {}

    private final ZipParts parts;
    private final List<NumberFormat> formats;
    private final List<String> shared;
    private final SheetChoice choice = new SheetChoice();
    private boolean is1904;
    private XMLStreamReader xml;
    private int rowNumber;
    private @Nullable RawRow first;

    XlsxRowReader(ZipParts parts, @Nullable String wanted) {
        this.parts = parts;
        formats = formats();
        shared = sharedTexts();
        List<Sheet> sheets = sheets();
        sheets.forEach(sheet -> choice.add(sheet.name, sheet.isHidden));
        for (Sheet sheet : sheets) {
            if (choice.isCandidate(sheet.name, sheet.isHidden, wanted)) {
                xml = require(sheet.part);
                rowNumber = 0;
                RawRow row = read();
                while (row != null && row.isBlank()) {
                    row = read();
                }
                if (row != null) {
                    first = row;
                    choice.chosen(sheet.name);
                    return;
                }
            }
        }
        throw choice.nothing(wanted);
    }

    private XMLStreamReader require(String part) {
        XMLStreamReader reader = parts.open(part);
        if (reader == null) {
            throw ZipParts.unreadable("it has no part " + part);
        }
        return reader;
    }

    private List<Sheet> sheets() {
        Map<String, String> targets = new HashMap<>();
        XMLStreamReader relations = require("xl/_rels/workbook.xml.rels");
        for (int event = ZipParts.next(relations); event != END_DOCUMENT; event = ZipParts.next(relations)) {
            if (event == START_ELEMENT && relations.getLocalName().equals("Relationship")) {
                String target = String.valueOf(relations.getAttributeValue(null, "Target"));
                targets.put(
                        String.valueOf(relations.getAttributeValue(null, "Id")),
                        target.startsWith("/") ? target.substring(1) : "xl/" + target);
            }
        }
        List<Sheet> sheets = new ArrayList<>();
        XMLStreamReader workbook = require("xl/workbook.xml");
        for (int event = ZipParts.next(workbook); event != END_DOCUMENT; event = ZipParts.next(workbook)) {
            if (event == START_ELEMENT && workbook.getLocalName().equals("workbookPr")) {
                String value = workbook.getAttributeValue(null, "date1904");
                is1904 = "1".equals(value) || "true".equals(value);
            } else if (event == START_ELEMENT
                    && workbook.getLocalName().equals("sheet")
                    && sheets.size() < MAX_COLUMNS) {
                String part = targets.get(relationship(workbook));
                String state = workbook.getAttributeValue(null, "state");
                if (part != null) {
                    sheets.add(new Sheet(
                            String.valueOf(workbook.getAttributeValue(null, "name")),
                            part,
                            state != null && !state.equals("visible")));
                }
            }
        }
        return sheets;
    }

    /** The strict variant of the format has another namespace. */
    private static String relationship(XMLStreamReader sheet) {
        String id = sheet.getAttributeValue(RELATIONSHIPS, "id");
        for (int i = 0; i < sheet.getAttributeCount() && id == null; i++) {
            id = sheet.getAttributeLocalName(i).equals("id") ? sheet.getAttributeValue(i) : null;
        }
        return String.valueOf(id);
    }

    private List<NumberFormat> formats() {
        List<NumberFormat> found = new ArrayList<>();
        XMLStreamReader styles = parts.open("xl/styles.xml");
        if (styles == null) {
            return found;
        }
        Map<Integer, NumberFormat> own = new HashMap<>();
        boolean isInCells = false;
        for (int event = ZipParts.next(styles); event != END_DOCUMENT; event = ZipParts.next(styles)) {
            if (event == START_ELEMENT || event == END_ELEMENT) {
                String name = styles.getLocalName();
                if (name.equals("cellXfs")) {
                    isInCells = event == START_ELEMENT;
                } else if (event == START_ELEMENT && name.equals("numFmt") && own.size() < MAX_STYLES) {
                    own.put(
                            number(styles.getAttributeValue(null, "numFmtId"), -1),
                            NumberFormat.of(String.valueOf(styles.getAttributeValue(null, "formatCode"))));
                } else if (event == START_ELEMENT && isInCells && name.equals("xf") && found.size() < MAX_STYLES) {
                    int id = number(styles.getAttributeValue(null, "numFmtId"), 0);
                    NumberFormat format = own.get(id);
                    found.add(format == null ? NumberFormat.builtIn(id) : format);
                }
            }
        }
        return found;
    }

    private List<String> sharedTexts() {
        List<String> texts = new ArrayList<>();
        XMLStreamReader strings = parts.open("xl/sharedStrings.xml");
        if (strings == null) {
            return texts;
        }
        StringBuilder text = new StringBuilder();
        boolean isText = false;
        boolean isReading = false;
        long chars = 0;
        for (int event = ZipParts.next(strings); event != END_DOCUMENT; event = ZipParts.next(strings)) {
            if (event == START_ELEMENT) {
                isReading |= strings.getLocalName().equals("rPh");
                isText = strings.getLocalName().equals("t") && !isReading;
            } else if (event == END_ELEMENT) {
                isText = false;
                isReading &= !strings.getLocalName().equals("rPh");
                if (strings.getLocalName().equals("si")) {
                    texts.add(text.toString().strip());
                    text.setLength(0);
                }
            } else if (isText && isCharacters(event)) {
                text.append(strings.getTextCharacters(), strings.getTextStart(), strings.getTextLength());
                chars += strings.getTextLength();
            }
            if (chars > MAX_SHARED_CHARS || texts.size() > MAX_SHARED_TEXTS) {
                throw ZipParts.unreadable("its texts are too large; save it as CSV");
            }
        }
        return texts;
    }

    static boolean isCharacters(int event) {
        return event == CHARACTERS || event == SPACE || event == CDATA;
    }

    @Override
    public @Nullable RawRow next() {
        RawRow row = first;
        if (row != null) {
            first = null;
            return row;
        }
        return read();
    }

    private @Nullable RawRow read() {
        for (int event = ZipParts.next(xml); event != END_DOCUMENT; event = ZipParts.next(xml)) {
            if (event == START_ELEMENT && xml.getLocalName().equals("row")) {
                rowNumber = number(xml.getAttributeValue(null, "r"), rowNumber + 1);
                return row();
            }
            if (event == END_ELEMENT && xml.getLocalName().equals("sheetData")) {
                return null;
            }
        }
        return null;
    }

    private RawRow row() {
        List<String> cells = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        String type = "n";
        int style = -1;
        int column = -1;
        boolean isValue = false;
        int chars = 0;
        for (int event = ZipParts.next(xml); event != END_DOCUMENT; event = ZipParts.next(xml)) {
            if (event == START_ELEMENT) {
                String name = xml.getLocalName();
                if (name.equals("c")) {
                    column = column(xml.getAttributeValue(null, "r"), column + 1);
                    type = xml.getAttributeValue(null, "t") == null ? "n" : xml.getAttributeValue(null, "t");
                    style = number(xml.getAttributeValue(null, "s"), -1);
                    text.setLength(0);
                }
                isValue = name.equals("v") || name.equals("t");
            } else if (event == END_ELEMENT) {
                isValue = false;
                if (xml.getLocalName().equals("row")) {
                    break;
                }
                if (xml.getLocalName().equals("c")) {
                    String value = value(type, style, text.toString().strip());
                    chars += value.length();
                    put(cells, column, value);
                }
            } else if (isValue && isCharacters(event)) {
                text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
            }
            if (chars > MAX_ROW_CHARS || text.length() > MAX_ROW_CHARS) {
                throw ZipParts.unreadable("row " + rowNumber + " is longer than " + MAX_ROW_CHARS + " characters");
            }
        }
        return new RawRow("row " + rowNumber, cells);
    }

    private static void put(List<String> cells, int column, String value) {
        if (value.isEmpty()) {
            return;
        }
        if (column >= MAX_COLUMNS) {
            throw ZipParts.unreadable("a sheet may have at most " + MAX_COLUMNS + " columns");
        }
        while (cells.size() <= column) {
            cells.add("");
        }
        cells.set(column, value);
    }

    private String value(String type, int style, String value) {
        if (value.isEmpty()) {
            return "";
        }
        return switch (type) {
            case "s" -> {
                int index = number(value, -1);
                yield index >= 0 && index < shared.size() ? shared.get(index) : "";
            }
            case "b" -> value.equals("1") ? "true" : "false";
            case "n" ->
                (style >= 0 && style < formats.size() ? formats.get(style) : NumberFormat.NUMBER).text(value, is1904);
            case "d" -> value.replaceFirst("T00:00:00(\\.0+)?$", "");
            default -> value;
        };
    }

    private static int column(@Nullable String address, int otherwise) {
        if (address == null) {
            return otherwise;
        }
        int column = 0;
        int letters = 0;
        while (letters < address.length()
                && letters < 4
                && address.charAt(letters) >= 'A'
                && address.charAt(letters) <= 'Z') {
            column = column * 26 + address.charAt(letters++) - 'A' + 1;
        }
        return letters == 0 ? otherwise : column - 1;
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits != null && digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : otherwise;
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
