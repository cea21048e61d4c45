// SPDX-License-Identifier: Apache-2.0
package org.annals.edtf;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date that is no interval, or one side of one: how exact it is, and how it is marked.
 *
 * @param text as written, without its mark
 */
public record Side(String text, Precision precision, boolean approximate, boolean uncertain) {

    /** From what says nothing to what says most. */
    public enum Precision {
        /** Written {@code ..}: without an end. */
        OPEN,
        /** Not written: there is an end, and it is not known. */
        UNKNOWN,
        CENTURY,
        DECADE,
        YEAR,
        SEASON,
        MONTH,
        DAY,
        TIME
    }

    /** Year, month or season, day, time and offset. What is read by it was read by {@link EdtfParser} before. */
    static final Pattern PARTS =
            Pattern.compile("(Y?-?[0-9X]+)(?:-([0-9X]{2}))?(?:-([0-9X]{2}))?(?:T([0-9:]{5}):([0-9]{2})(.*))?");

    static final String UNSPECIFIED = "XX";

    private static final int SPRING = 21;

    static Side of(String written) {
        boolean uncertain = written.endsWith("?") || written.endsWith("%");
        boolean approximate = written.endsWith("~") || written.endsWith("%");
        String text = uncertain || approximate ? written.substring(0, written.length() - 1) : written;
        return new Side(text, precision(text), approximate, uncertain);
    }

    private static Precision precision(String text) {
        if (text.isEmpty()) {
            return Precision.UNKNOWN;
        }
        if (text.equals("..")) {
            return Precision.OPEN;
        }
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no date");
        }
        if (parts.group(4) != null) {
            return Precision.TIME;
        }
        String month = parts.group(2);
        if (month == null || month.equals(UNSPECIFIED)) {
            return ofYear(parts.group(1));
        }
        if (Integer.parseInt(month) >= SPRING) {
            return Precision.SEASON;
        }
        String day = parts.group(3);
        return day == null || day.equals(UNSPECIFIED) ? Precision.MONTH : Precision.DAY;
    }

    private static Precision ofYear(String year) {
        if (year.endsWith(UNSPECIFIED)) {
            return Precision.CENTURY;
        }
        return year.endsWith("X") ? Precision.DECADE : Precision.YEAR;
    }

    /** Whether it says the day, and does not hedge. */
    public boolean isExact() {
        return precision.compareTo(Precision.DAY) >= 0 && !approximate && !uncertain;
    }

    /** Whether the day is written as not specified, rather than not written. */
    boolean isSomeDay() {
        Matcher parts = PARTS.matcher(text);
        return parts.matches() && UNSPECIFIED.equals(parts.group(3));
    }
}
