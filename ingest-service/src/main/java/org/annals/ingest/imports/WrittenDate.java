// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;
import org.jspecify.annotations.Nullable;

/**
 * A date of a file, as exact as it is written there.
 *
 * @param edtf the date without the fraction of a second, for which EDTF has no place
 * @param exact the time to the fraction of a second, in RFC 3339; null where there is no fraction, or no offset
 * @param note about a part that could not be kept; null where there is none
 */
record WrittenDate(
        String edtf, @Nullable String exact, @Nullable String note) {

    static WrittenDate of(String edtf) {
        return new WrittenDate(edtf, null, null);
    }

    /** Returns the time in UTC, in which the times of feeds are compared; dates and local times stay as they are. */
    WrittenDate inUtc() {
        try {
            String utc = edtf.contains("/") ? edtf : utc(edtf);
            return new WrittenDate(utc, exact == null ? null : utc(exact), note);
        } catch (DateTimeParseException e) {
            return this;
        }
    }

    private static String utc(String time) {
        return OffsetDateTime.parse(time).toInstant().toString();
    }

    /** Returns the first instant that it can mean; null where it has no beginning. */
    @Nullable
    Instant earliest() {
        try {
            return exact == null
                    ? Edtf.parse(edtf).earliest()
                    : OffsetDateTime.parse(exact).toInstant();
        } catch (EdtfException | DateTimeParseException e) {
            return null;
        }
    }
}
