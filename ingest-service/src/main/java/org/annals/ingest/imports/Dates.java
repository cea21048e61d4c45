// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dates of files as EDTF, exactly as exact as they are there. */
final class Dates {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter WITH_OFFSET =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);

    private static final Pattern ISO = Pattern.compile(
            "(\\d{4}(?:-\\d\\d(?:-\\d\\d)?)?)(?:[Tt ](\\d\\d:\\d\\d)(:\\d\\d)?([.,]\\d{1,9})? ?(Z|z|UTC|[+-]\\d\\d(?::?\\d\\d)?)?)?");

    /** The offset of the Line Islands, the farthest that EDTF and XML Schema have. */
    private static final int MAX_OFFSET_SECONDS = 14 * 60 * 60;

    private Dates() {}

    /** Tells if EDTF can write an offset: it has no seconds, as those of times before the railways have. */
    static boolean isOffset(ZoneOffset offset) {
        return offset.getTotalSeconds() % 60 == 0 && Math.abs(offset.getTotalSeconds()) <= MAX_OFFSET_SECONDS;
    }

    static String of(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A date, a time that is the same everywhere, or one that is local: without an offset. */
    static @Nullable String of(Temporal temporal) {
        if (temporal instanceof LocalDate) {
            return temporal.toString();
        }
        if (temporal instanceof LocalDateTime local) {
            return LOCAL.format(local);
        }
        if (temporal instanceof Instant instant) {
            return of(instant);
        }
        if (temporal instanceof ZonedDateTime zoned) {
            return of(zoned.toOffsetDateTime());
        }
        if (temporal instanceof OffsetDateTime time) {
            return isOffset(time.getOffset()) ? WITH_OFFSET.format(time) : of(time.toInstant());
        }
        return null;
    }

    /** From ISO 8601, as it is mostly written; fractions of a second have no place in EDTF. Null where it is none. */
    static @Nullable String iso(String text) {
        Matcher matcher = ISO.matcher(text.strip());
        if (!matcher.matches()) {
            return null;
        }
        if (matcher.group(2) == null) {
            return matcher.group(1);
        }
        String seconds = matcher.group(3) == null ? ":00" : matcher.group(3);
        return matcher.group(1) + "T" + matcher.group(2) + seconds + offset(matcher.group(5));
    }

    /** The same to the fraction of a second, in RFC 3339; null where there is no fraction, or no offset. */
    static @Nullable String exact(String text) {
        Matcher matcher = ISO.matcher(text.strip());
        if (!matcher.matches() || matcher.group(4) == null || matcher.group(5) == null || matcher.group(3) == null) {
            return null;
        }
        return matcher.group(1) + "T" + matcher.group(2) + matcher.group(3)
                + matcher.group(4).replace(',', '.') + offset(matcher.group(5));
    }

    private static String offset(@Nullable String written) {
        if (written == null) {
            return "";
        }
        if (!written.startsWith("+") && !written.startsWith("-")) {
            return "Z";
        }
        String digits = written.substring(1).replace(":", "");
        return written.charAt(0) + digits.substring(0, 2) + ":" + (digits.length() > 2 ? digits.substring(2) : "00");
    }

    /** Both ends of what has an end that is not its start. */
    static @Nullable String interval(@Nullable String start, @Nullable String end) {
        return start == null || end == null || start.equals(end) ? start : start + "/" + end;
    }
}
