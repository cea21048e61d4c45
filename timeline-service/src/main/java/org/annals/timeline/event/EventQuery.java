package org.annals.timeline.event;

import java.util.Locale;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;
import org.annals.timeline.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Which events are asked for.
 *
 * @param timeline null for all timelines
 * @param typePattern as LIKE understands it
 * @param range of occurred time: what overlaps it, or what lies inside it where {@code certain}
 */
record EventQuery(
        @Nullable String timeline, String typePattern, boolean withRetracted, Occurred range, boolean certain) {

    static EventQuery of(
            @Nullable String timeline,
            @Nullable String from,
            @Nullable String to,
            @Nullable String match,
            @Nullable String type,
            @Nullable String retracted) {
        Occurred range = new Occurred(
                from == null ? Occurred.MIN : date("from", from).earliest(),
                to == null ? Occurred.MAX : date("to", to).latest());
        if (range.latest().isBefore(range.earliest())) {
            throw ProblemException.badRequest("invalid-parameter", "from must not be after to.");
        }
        return new EventQuery(
                timeline,
                pattern(type),
                choice("retracted", retracted, "exclude", "include"),
                range,
                choice("match", match, "possible", "certain"));
    }

    private static Occurred date(String name, String text) {
        try {
            return Occurred.of(Edtf.parse(text));
        } catch (EdtfException e) {
            throw ProblemException.badRequest(
                    "invalid-parameter",
                    name + " must be a date in EDTF, such as 2022-08 or 2022-08-05: " + e.getMessage());
        }
    }

    /** A type, or with {@code .*} at its end all types below it. */
    private static String pattern(@Nullable String type) {
        if (type == null) {
            return "%";
        }
        String escaped = type.toLowerCase(Locale.ROOT).replaceAll("[\\\\%_]", "\\\\$0");
        return escaped.endsWith(".*") ? escaped.substring(0, escaped.length() - 1) + "%" : escaped;
    }

    /** Whether the second choice was made; the first is the default. */
    private static boolean choice(String name, @Nullable String value, String first, String second) {
        if (value == null || value.equals(first)) {
            return false;
        }
        if (value.equals(second)) {
            return true;
        }
        throw ProblemException.badRequest("invalid-parameter", name + " must be " + first + " or " + second + ".");
    }
}
