// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/** The rules by which an event of a calendar repeats. */
final class Recurrence {

    private static final Pattern UNTIL = Pattern.compile(";?\\s*UNTIL\\s*=([^;]*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern COUNT = Pattern.compile("(?:^|;)\\s*COUNT\\s*=", Pattern.CASE_INSENSITIVE);

    private Recurrence() {}

    /**
     * A rule. Its dates are worked out by the clock on the wall, so that they keep their hour when the offset changes.
     *
     * @param until end as it is written; null where it has none
     */
    record Rule(RecurrenceRule rule, @Nullable String until, boolean hasCount) {

        /** Reads a rule; null where it cannot be read. */
        static @Nullable Rule of(String text) {
            Matcher until = UNTIL.matcher(text);
            String end = until.find() ? until.group(1).strip() : null;
            if (end != null && CalendarDate.local(end) == null) {
                return null;
            }
            String endless = until.replaceAll("").replaceFirst("^;", "").toUpperCase(Locale.ROOT);
            try {
                return new Rule(
                        new RecurrenceRule(endless, RecurrenceRule.RfcMode.RFC2445_LAX),
                        end,
                        COUNT.matcher(text).find());
            } catch (InvalidRecurrenceRuleException | IllegalArgumentException e) {
                return null;
            }
        }

        boolean isBounded() {
            return hasCount || until != null;
        }

        /** Tells if a date is behind the end: in UTC where the end is written so, and else by the clock on the wall. */
        boolean isOver(LocalDateTime date, @Nullable OffsetDateTime exact) {
            if (until == null) {
                return false;
            }
            LocalDate day = CalendarDate.date(until);
            LocalDateTime end = CalendarDate.local(until);
            if (day != null || end == null) {
                return day != null && date.toLocalDate().isAfter(day);
            }
            return (exact != null && CalendarDate.isUtc(until))
                    ? exact.toInstant().isAfter(end.atOffset(ZoneOffset.UTC).toInstant())
                    : date.isAfter(end);
        }

        /** Returns the dates of the rule from its start on, up to the first that is no more wanted, or to a number. */
        List<LocalDateTime> dates(LocalDateTime start, Predicate<LocalDateTime> isWanted, int limit) {
            List<LocalDateTime> dates = new ArrayList<>();
            try {
                RecurrenceRuleIterator iterator = rule.iterator(new DateTime(
                        start.getYear(),
                        start.getMonthValue() - 1,
                        start.getDayOfMonth(),
                        start.getHour(),
                        start.getMinute(),
                        start.getSecond()));
                while (dates.size() < limit && iterator.hasNext()) {
                    DateTime next = iterator.nextDateTime();
                    LocalDateTime date = LocalDateTime.of(
                            next.getYear(),
                            next.getMonth() + 1,
                            next.getDayOfMonth(),
                            next.getHours(),
                            next.getMinutes(),
                            next.getSeconds());
                    if (!isWanted.test(date)) {
                        break;
                    }
                    dates.add(date);
                }
            } catch (IllegalArgumentException | DateTimeException e) {
                // Such as a rule for the 30th of February, which is given up after many years without a date.
                return dates;
            }
            return dates;
        }
    }
}
