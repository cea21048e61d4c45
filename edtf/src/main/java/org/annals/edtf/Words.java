// SPDX-License-Identifier: Apache-2.0
package org.annals.edtf;

import java.time.Month;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import org.annals.edtf.Side.Precision;

/** Dates in English words that say neither more nor less than what was written. */
public final class Words {

    private static final List<String> SEASONS = List.of("spring", "summer", "autumn", "winter");
    private static final int SPRING = 21;

    private Words() {}

    /** Such as "about 2015", "some time in August 2022" or "from 4 to 5 August 2022". */
    public static String of(Edtf date) {
        List<Side> sides = date.sides();
        if (sides.size() == 1) {
            return single(sides.get(0));
        }
        return interval(sides.get(0), sides.get(1));
    }

    private static String single(Side side) {
        if (side.precision().compareTo(Precision.DAY) >= 0 || side.approximate()) {
            return name(side);
        }
        String name = bare(side);
        String within = side.isSomeDay() ? "some day in " : "some time in ";
        boolean range = side.precision() != Precision.SEASON && name.contains(" to ");
        return hedge(side) + (range ? "some time from " : within) + name;
    }

    private static String interval(Side start, Side end) {
        if (start.precision() == Precision.OPEN) {
            return "until " + name(end);
        }
        if (start.precision() == Precision.UNKNOWN) {
            return "until " + name(end) + ", since when is not known";
        }
        if (end.precision() == Precision.OPEN) {
            return "since " + name(start);
        }
        if (end.precision() == Precision.UNKNOWN) {
            return "from " + name(start) + ", until when is not known";
        }
        return "from " + withoutWhatFollows(start, end) + " to " + name(end);
    }

    /** Month and year are said once where both days share them. */
    private static String withoutWhatFollows(Side start, Side end) {
        if (!start.isExact() || start.precision() != Precision.DAY || !end.isExact()) {
            return name(start);
        }
        String first = start.text();
        int year = first.length() - "-MM-DD".length();
        if (end.precision() != Precision.DAY || !end.text().startsWith(first.substring(0, year) + "-")) {
            return name(start);
        }
        String day = Integer.toString(Integer.parseInt(first.substring(year + 4)));
        boolean sameMonth = end.text().startsWith(first.substring(0, year + 4));
        return sameMonth ? day : day + " " + month(first.substring(year + 1, year + 3));
    }

    private static String name(Side side) {
        return hedge(side) + bare(side);
    }

    private static String hedge(Side side) {
        return (side.uncertain() ? "perhaps " : "") + (side.approximate() ? "about " : "");
    }

    private static String bare(Side side) {
        Matcher parts = Side.PARTS.matcher(side.text());
        if (!parts.matches()) {
            throw new IllegalStateException("A side of a date has no parts: " + side.text());
        }
        String year = parts.group(1);
        return switch (side.precision()) {
            case TIME -> {
                String seconds = parts.group(5).equals("00") ? "" : ":" + parts.group(5);
                yield day(parts) + ", " + parts.group(4) + seconds + " UTC" + offset(parts.group(6));
            }
            case DAY -> day(parts);
            case MONTH -> month(parts.group(2)) + " " + year(year);
            case SEASON -> season(Integer.parseInt(parts.group(2)), year);
            case YEAR -> year(year);
            case DECADE, CENTURY -> years(year);
            case OPEN, UNKNOWN -> throw new IllegalStateException("An end that is not said has no name");
        };
    }

    private static String day(Matcher parts) {
        return Integer.parseInt(parts.group(3)) + " " + month(parts.group(2)) + " " + year(parts.group(1));
    }

    private static String month(String number) {
        return Month.of(Integer.parseInt(number)).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    /** Winter goes on into the next year. */
    private static String season(int number, String year) {
        String name = SEASONS.get(number - SPRING);
        boolean winter = number - SPRING == SEASONS.size() - 1;
        return name + " " + year(year) + (winter ? " to " + year(number(year) + 1) : "");
    }

    private static String year(String written) {
        return year(number(written));
    }

    private static int number(String written) {
        return Integer.parseInt(written.startsWith("Y") ? written.substring(1) : written);
    }

    /** The year zero of ISO 8601 is 1 BC. */
    private static String year(int year) {
        return year > 0 ? Integer.toString(year) : (1 - year) + " BC";
    }

    private static String years(String written) {
        int least = number(written.replace('X', '0'));
        int most = number(written.replace('X', '9'));
        if (written.startsWith("-")) {
            return (1 - most) + " to " + (1 - least) + " BC";
        }
        return written.endsWith(Side.UNSPECIFIED) ? least + " to " + most : "the " + least + "s";
    }

    private static String offset(String written) {
        if (written.isEmpty() || written.equals("Z")) {
            return "";
        }
        return written.contains(":") ? written : written + ":00";
    }
}
