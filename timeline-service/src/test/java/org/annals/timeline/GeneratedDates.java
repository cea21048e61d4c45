// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;

/**
 * Dates of events, over all that ingest accepts: always the same ones, and more of them with {@code
 * -Dannals.property.tries=5000}.
 */
final class GeneratedDates {

    /**
     * A date as a publisher gives it.
     *
     * @param text the EDTF of {@code occurred}, or where {@code isTime} the {@code time} of the message
     */
    record Written(String text, boolean isTime) {}

    private static final int SEED = 20220804;
    private static final int TRIES = Integer.getInteger("annals.property.tries", 300);

    /** As ingest takes the time of a message. */
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");

    /** What lies on the borders of calendars, of drivers and of JavaScript. */
    private static final List<Written> BORDERS = List.of(
            date("-0004-02-29"),
            date("0000-02-29"),
            date("-0004-02-29/0000-02-29"),
            date("../-0004-02-29"),
            date("-0004-02-29/"),
            date("-9999"),
            date("0000"),
            date("0001-01-01T00:00:00Z"),
            date("9999-12-31T23:59:59-14:00"),
            date("0000-01-01T00:00:00+14:00"),
            date("-4712-12-31"),
            date("-4713-11-24"),
            date("Y-170000"),
            date("Y-271822"),
            date("Y275760"),
            date("Y294276"),
            date("Y294277"),
            date("Y-999999"),
            date("Y1000000"),
            date("Y-999999999"),
            date("Y999999999"),
            date("Y-170000/Y170000"),
            date("1900/Y300000"),
            time("0000-02-29T12:00:00.123456789Z"),
            time("2022-08-04T12:00:00.999999999+03:00"),
            time("2022-08-04T12:00:00.0000005Z"),
            time("9999-12-31T23:59:59.999999999-14:00"),
            time("0000-01-01T00:00:00.0000001+14:00"),
            time("2016-12-31t23:59:60z"),
            time("2016-12-31T24:00:00Z"));

    private GeneratedDates() {}

    static List<Written> all() {
        List<Written> all = new ArrayList<>(BORDERS);
        // The tests run by another engine, since the service is started by it; this one makes up dates.
        JqwikSession.run(() -> {
            RandomGenerator<Written> generator = Arbitraries.frequencyOf(
                            net.jqwik.api.Tuple.of(4, edtf().map(GeneratedDates::date)),
                            net.jqwik.api.Tuple.of(1, times().map(GeneratedDates::time)))
                    .generator(TRIES);
            Random random = new Random(SEED);
            while (all.size() < BORDERS.size() + TRIES) {
                Written next = generator.next(random).value();
                if (isAccepted(next)) {
                    all.add(next);
                }
            }
        });
        return all;
    }

    private static Written date(String text) {
        return new Written(text, false);
    }

    private static Written time(String text) {
        return new Written(text, true);
    }

    private static boolean isAccepted(Written date) {
        try {
            if (date.isTime()) {
                Instant.parse(date.text());
                return TIME.matcher(date.text()).matches();
            }
            Edtf.parse(date.text());
            return true;
        } catch (DateTimeException | EdtfException e) {
            return false;
        }
    }

    private static Arbitrary<String> edtf() {
        Arbitrary<String> side = Arbitraries.oneOf(
                marked(years()), marked(months()), marked(days()), marked(parts()), marked(longYears()), dayTimes());
        Arbitrary<String> end = Arbitraries.oneOf(side, Arbitraries.of("..", ""));
        return Arbitraries.oneOf(
                side,
                Combinators.combine(end, end).as((from, to) -> from + "/" + to),
                days().map(day -> day + "/" + day));
    }

    private static Arbitrary<String> marked(Arbitrary<String> date) {
        return Combinators.combine(date, Arbitraries.of("", "", "?", "~", "%")).as((text, mark) -> text + mark);
    }

    private static Arbitrary<Integer> yearNumbers() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(-9999, 9999),
                Arbitraries.integers().between(-8, 8));
    }

    private static String year(int year) {
        return (year < 0 ? "-" : "") + String.format(Locale.ROOT, "%04d", Math.abs(year));
    }

    private static Arbitrary<String> years() {
        return yearNumbers().map(GeneratedDates::year);
    }

    private static Arbitrary<String> months() {
        return Combinators.combine(
                        yearNumbers(),
                        Arbitraries.oneOf(
                                Arbitraries.integers().between(1, 12),
                                Arbitraries.integers().between(21, 24)))
                .as((year, month) -> year(year) + String.format(Locale.ROOT, "-%02d", month));
    }

    /** Each month's last day as often as all others: the days of which calendars disagree. */
    private static Arbitrary<String> days() {
        Arbitrary<String> any = Combinators.combine(
                        yearNumbers(), Arbitraries.integers().between(1, 365))
                .as((year, day) -> day(LocalDate.ofYearDay(year, day)));
        Arbitrary<String> last = Combinators.combine(
                        yearNumbers(), Arbitraries.integers().between(1, 12))
                .as((year, month) -> day(YearMonth.of(year, month).atEndOfMonth()));
        return Arbitraries.oneOf(any, last);
    }

    private static String day(LocalDate day) {
        return year(day.getYear()) + String.format(Locale.ROOT, "-%02d-%02d", day.getMonthValue(), day.getDayOfMonth());
    }

    private static Arbitrary<String> parts() {
        return Arbitraries.oneOf(
                Combinators.combine(
                                Arbitraries.of("", "-"), Arbitraries.integers().between(0, 999))
                        .as((sign, decade) -> sign + String.format(Locale.ROOT, "%03dX", decade)),
                Combinators.combine(
                                Arbitraries.of("", "-"), Arbitraries.integers().between(0, 99))
                        .as((sign, century) -> sign + String.format(Locale.ROOT, "%02dXX", century)),
                years().map(year -> year + "-XX"),
                years().map(year -> year + "-XX-XX"),
                months().map(month -> month + "-XX"));
    }

    private static Arbitrary<String> longYears() {
        return Combinators.combine(
                        Arbitraries.of("Y", "Y-"),
                        Arbitraries.oneOf(
                                Arbitraries.integers().between(10_000, 999_999_999),
                                Arbitraries.integers().between(10_000, 300_000)))
                .as((sign, year) -> sign + year);
    }

    private static Arbitrary<String> dayTimes() {
        return Combinators.combine(days(), clock(), Arbitraries.of("", "Z", "+02", "-14:00", "+14:00", "+05:45"))
                .as((day, clock, offset) -> day + "T" + clock + offset);
    }

    private static Arbitrary<String> clock() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 24),
                        Arbitraries.integers().between(0, 59),
                        Arbitraries.integers().between(0, 60))
                .as((hour, minute, second) -> String.format(Locale.ROOT, "%02d:%02d:%02d", hour, minute, second));
    }

    private static Arbitrary<String> times() {
        Arbitrary<String> fraction =
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(9).map(digits -> "." + digits);
        return Combinators.combine(
                        days(),
                        Arbitraries.of("T", "t"),
                        clock(),
                        Arbitraries.oneOf(Arbitraries.just(""), fraction),
                        Arbitraries.of("Z", "z", "+14:00", "-14:00", "+05:45"))
                .as((day, t, clock, after, offset) -> day + t + clock + after + offset);
    }
}
