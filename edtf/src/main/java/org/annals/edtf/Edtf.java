// SPDX-License-Identifier: Apache-2.0
package org.annals.edtf;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A date in the Extended Date/Time Format, level 0 or 1, kept as written, with the instants that it can mean.
 *
 * <p>Dates, and times without an offset, are read as UTC. "About" ({@code ~}) and "uncertain" ({@code ?}) say nothing
 * of how far off a date may be, so they leave its instants as they are. A season is three months of the northern
 * meteorological year: 21, spring, is March to May; 22, summer, June to August; 23, autumn, September to November; 24,
 * winter, December to February of the next year. Years go from -999999999 to 999999999, as far as java.time does. Hour
 * 24 is read as the end of its day; leap seconds are refused, as in XML Schema.
 *
 * @see <a href="https://www.loc.gov/standards/datetime/">the specification</a>
 */
public final class Edtf {

    private final String text;
    private final Instant earliest;
    private final Instant latest;
    private final boolean approximate;
    private final boolean uncertain;

    Edtf(String text, Instant earliest, Instant latest, boolean approximate, boolean uncertain) {
        this.text = text;
        this.earliest = earliest;
        this.latest = latest;
        this.approximate = approximate;
        this.uncertain = uncertain;
    }

    /**
     * Reads a date.
     *
     * @throws EdtfException where the text is no date of level 0 or 1
     */
    public static Edtf parse(String text) {
        return EdtfParser.parse(text);
    }

    /** The first instant that it can mean; {@link Instant#MIN} where the start is open or unknown. */
    public Instant earliest() {
        return earliest;
    }

    /** The last instant that it can mean, to the microsecond; {@link Instant#MAX} where the end is open or unknown. */
    public Instant latest() {
        return latest;
    }

    /** Whether it, or an end of it, is marked as about right. */
    public boolean isApproximate() {
        return approximate;
    }

    /** Whether it, or an end of it, is marked as not sure. */
    public boolean isUncertain() {
        return uncertain;
    }

    /** The date, or the start and the end of an interval. */
    public List<Side> sides() {
        return Arrays.stream(text.split("/", -1)).map(Side::of).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Edtf edtf && text.equals(edtf.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As written. */
    @Override
    public String toString() {
        return text;
    }
}
