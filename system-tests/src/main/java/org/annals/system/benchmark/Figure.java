// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of the report.
 *
 * @param reference measured in the same run; null where there is none
 * @param target what the project set itself, in words; null where the figure is for information
 * @param met null where there is no target
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Figure(
        String what,
        String unit,
        double ours,
        @Nullable Double reference,
        @Nullable String target,
        @Nullable Boolean met) {

    /** For information. */
    static Figure of(String what, String unit, double ours) {
        return new Figure(what, unit, ours, null, null, null);
    }

    static Figure atMost(String what, String unit, double ours, double limit) {
        return new Figure(what, unit, ours, null, "at most " + number(limit) + " " + unit, ours <= limit);
    }

    /** The more the better: ours is to be at least that share of the reference. */
    static Figure atLeast(String what, String unit, double ours, double reference, double share) {
        String target = "at least " + Math.round(share * 100) + " %";
        return new Figure(what, unit, ours, reference, target, ours >= share * reference);
    }

    /** The less the better: ours is to be at most so many times the reference. */
    static Figure within(String what, String unit, double ours, double reference, double times) {
        return new Figure(
                what, unit, ours, reference, "at most " + Math.round(times * 100) + " %", ours <= times * reference);
    }

    @Nullable
    Double ratio() {
        return reference == null ? null : ours / reference;
    }

    String[] cells() {
        Double ratio = ratio();
        return new String[] {
            what,
            number(ours) + " " + unit,
            reference == null ? "" : number(reference) + " " + unit,
            ratio == null ? "" : number(ratio * 100) + " %",
            target == null ? "" : target,
            met == null ? "" : met ? "met" : "missed"
        };
    }

    /** A number of things, as 1 000 000. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
    }

    /** Three digits that count are as many as a run repeats. */
    private static String number(double value) {
        if (value >= 1000) {
            return count(Math.round(value));
        }
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }
}
