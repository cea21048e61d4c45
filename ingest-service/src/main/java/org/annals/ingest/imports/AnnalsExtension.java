// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;
import org.annals.edtf.Side;
import org.annals.edtf.Side.Precision;
import org.annals.edtf.Words;
import org.annals.ingest.data.Rules;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;

/**
 * The whole event that exports of Annals carry beside the fields of their format. It brings back what the format has no
 * field for: the date as it was written, the source, the id, the type, and all of the data.
 */
final class AnnalsExtension {

    /** Of the end of a day, which the exports of some formats round. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private static final char CUT = '…';

    private AnnalsExtension() {}

    /** Makes the item the whole event; does nothing where there is none. */
    static void restore(Item item, JsonNode whole) {
        if (whole.isMissingNode()) {
            return;
        }
        if (!(whole.path("data") instanceof ObjectNode data)
                || Stream.of("source", "id", "type")
                        .anyMatch(name -> text(whole, name).isBlank())) {
            item.note("the event of Annals in it can't be read, so that only the fields of the format were taken");
            return;
        }
        item.restore(text(whole, "source"), text(whole, "id"), text(whole, "type"), data);
        if (!text(whole, "time").isEmpty()) {
            item.time(text(whole, "time"));
        }
        if (whole.path("retracted").asBoolean()) {
            item.refuse("was withdrawn from its timeline"
                    + (text(data, "reason").isEmpty() ? "" : ": " + Item.shortened(text(data, "reason"))));
        }
    }

    /** Makes the item the whole event, but for a title, text or date that someone has edited since in the file. */
    static void restoreUnedited(Item item, JsonNode whole) {
        ObjectNode visible = item.data().deepCopy();
        boolean isReadable = item.refusal() == null;
        restore(item, whole);
        if (!isReadable || item.ownSource() == null || item.refusal() != null) {
            return;
        }
        String title = text(visible, "title");
        if (!isText(title, text(item.data(), "title"))) {
            edited(item, "title", title);
        }
        String summary = text(visible, "summary");
        if (!isTextOf(summary, item.data())) {
            edited(item, "summary", summary);
        }
        String occurred = text(visible, "occurred");
        if (!isDate(occurred, text(item.data(), "occurred"))) {
            edited(item, "occurred", occurred);
        }
    }

    private static void edited(Item item, String field, String value) {
        item.data().put(field, value);
        item.note(field + " was edited in the file, and was taken from there");
    }

    /** Reads the event in a text; a missing node where there is none that can be read. */
    static JsonNode parsed(Item item, String text) {
        if (text.isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return JsonReader.read(bytes, bytes.length);
        } catch (ProblemException e) {
            item.note("the event of Annals in it can't be read, so that only the fields of the format were taken");
            return MissingNode.getInstance();
        }
    }

    private static boolean isText(String visible, String own) {
        return isSameText(visible, own)
                || isSameText(visible, HtmlText.guess(own).text());
    }

    /** Exports write the date in words before the text, or the names of sources behind it. */
    private static boolean isTextOf(String visible, JsonNode data) {
        String summary = text(data, "summary");
        String date = inWords(text(data, "occurred"));
        return visible.isEmpty()
                || Stream.of(summary, HtmlText.guess(summary).text())
                        .flatMap(text -> Stream.of(text, date + ". " + text))
                        .map(AnnalsExtension::folded)
                        .anyMatch(text -> !text.isEmpty()
                                && (isBeginning(text, folded(visible))
                                        || (date.isEmpty() && folded(visible).endsWith(text))))
                || summary.isEmpty();
    }

    private static boolean isBeginning(String expected, String visible) {
        return visible.startsWith(expected)
                || (visible.charAt(visible.length() - 1) == CUT
                        && expected.startsWith(visible.substring(0, visible.length() - 1)));
    }

    private static String inWords(String occurred) {
        try {
            return Words.of(Edtf.parse(occurred));
        } catch (EdtfException e) {
            return "";
        }
    }

    private static boolean isSameText(String one, String other) {
        return folded(one).equals(folded(other));
    }

    private static String folded(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    }

    /** Tells whether the date of a format is what an export makes of a date. */
    private static boolean isDate(String visible, String own) {
        if (own.isEmpty() || visible.isEmpty() || visible.equals(own)) {
            return true;
        }
        try {
            Edtf shown = Edtf.parse(visible);
            Edtf written = Edtf.parse(own);
            return Stream.of(written, Edtf.parse(withoutOffsets(own))).anyMatch(date -> isShown(shown, date));
        } catch (EdtfException e) {
            return Rules.date(visible) != null;
        }
    }

    /** Formats without open ends show the one end that is known. */
    private static boolean isShown(Edtf shown, Edtf written) {
        Instant earliest = written.earliest().equals(Instant.MIN) ? written.latest() : written.earliest();
        return isNear(shown.earliest(), earliest) && (hasOpenEnd(written) || isNear(shown.latest(), written.latest()));
    }

    private static boolean hasOpenEnd(Edtf date) {
        return date.sides().stream()
                .map(Side::precision)
                .anyMatch(precision -> precision == Precision.OPEN || precision == Precision.UNKNOWN);
    }

    private static boolean isNear(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(TOLERANCE) <= 0;
    }

    private static String withoutOffsets(String date) {
        return String.join(
                "/",
                Arrays.stream(date.split("/", -1))
                        .map(side -> side.replaceFirst("(T\\d\\d:\\d\\d:\\d\\d).*", "$1"))
                        .toList());
    }

    private static String text(JsonNode object, String name) {
        return object.path(name).asText("");
    }
}
