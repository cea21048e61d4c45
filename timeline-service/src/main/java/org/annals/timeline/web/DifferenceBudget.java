// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import org.annals.timeline.event.Budget;
import org.annals.timeline.event.JsonDifference;

/**
 * What all differences of one page may cost together.
 *
 * @param values pairs of JSON values to compare
 * @param words pairs of words to compare
 * @param characters to show
 */
record DifferenceBudget(Budget values, Budget words, Budget characters) {

    /** One pair costs some 10 ns: 40 ms in all. */
    private static final long WORDS = 4_000_000;

    private static final long CHARACTERS = 300_000;

    static DifferenceBudget ofPage() {
        return new DifferenceBudget(JsonDifference.budget(), new Budget(WORDS), new Budget(CHARACTERS));
    }
}
