// SPDX-License-Identifier: Apache-2.0
package org.annals.edtf;

/** A place in a text that is being read from left to right, never back; it knows where a refusal belongs. */
final class Cursor {

    /** ASCII alone: other digits are no ISO 8601. */
    static final String DIGITS = "0123456789";

    private static final String ALLOWED =
            "Allowed are, for example, 2022, 2022-08, 2022-08-05, 2022-08-04T09:30:00Z, 2022-08-05~, 2022-08-XX, "
                    + "2022-21 (spring), 2022-08-04/2022-08-05, ../2022 and Y-170000.";

    private final String text;
    private int position;

    Cursor(String text) {
        this.text = text;
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position == text.length();
    }

    /** Whether the next character is one of these. */
    boolean at(String characters) {
        return at(0, characters);
    }

    boolean at(int ahead, String characters) {
        return position + ahead < text.length() && characters.indexOf(text.charAt(position + ahead)) >= 0;
    }

    void skip() {
        position++;
    }

    /** Steps over the text, if it comes next. */
    boolean take(String expected) {
        if (!text.startsWith(expected, position)) {
            return false;
        }
        position += expected.length();
        return true;
    }

    void need(String expected, String reason) {
        if (!take(expected)) {
            throw refused(position, reason);
        }
    }

    /** Steps over the digits that come next, at most so many. */
    String digits(int atMost) {
        int start = position;
        while (position - start < atMost && at(DIGITS)) {
            position++;
        }
        return text.substring(start, position);
    }

    /** Two digits that must come next, as a number. */
    int twoDigits(String what) {
        int start = position;
        String digits = digits(2);
        if (digits.length() < 2) {
            throw refused(start, what + " has two digits");
        }
        return Integer.parseInt(digits);
    }

    int twoDigits(String what, int least, int most) {
        int start = position;
        int number = twoDigits(what);
        if (number < least || number > most) {
            throw refused(start, "%s goes from %02d to %02d".formatted(what, least, most));
        }
        return number;
    }

    EdtfException refused(int where, String reason) {
        return new EdtfException(
                "\"" + text + "\" is no date, at character " + (where + 1) + ": " + reason + ". " + ALLOWED);
    }

    EdtfException level2(int where, String what) {
        return refused(where, what + " is level 2 of EDTF; levels 0 and 1 are read");
    }
}
