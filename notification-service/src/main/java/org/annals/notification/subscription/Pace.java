// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How often a subscriber is told what has come up: once an hour, or once a day at a time of the day where they are.
 * Without a pace, at once.
 *
 * @param at with a day: the local time; one that the clock skips on a day is as much later as it skips
 * @param zone with a day: where it is local
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Pace(
        Every every,

        @Schema(type = SchemaType.STRING, examples = "07:30", description = "With day: the local time, hh:mm")
        @JsonFormat(pattern = "HH:mm")
        @Nullable
        LocalTime at,

        @Schema(type = SchemaType.STRING, examples = "Europe/Kyiv", description = "With day: a time zone's name")
        @Nullable
        ZoneId zone) {

    /** A span of time that a digest is about. */
    public enum Every {
        @JsonProperty("hour")
        HOUR,
        @JsonProperty("day")
        DAY
    }

    private static final Set<String> FIELDS = Set.of("every", "at", "zone");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm").withResolverStyle(ResolverStyle.STRICT);

    public Pace {
        if ((every == Every.DAY) != (at != null && zone != null)) {
            throw new IllegalArgumentException("must have at and zone with a day, and neither with an hour");
        }
    }

    /** Null when it breaks a rule, which is noted. */
    static @Nullable Pace read(Members members) {
        members.refuseUnknown(FIELDS);
        Every every = members.required("every", Pace::every);
        if (every == Every.DAY) {
            LocalTime at = members.required("at", Pace::time);
            ZoneId zone = members.required("zone", Pace::zone);
            return at == null || zone == null ? null : new Pace(every, at, zone);
        }
        for (String member : List.of("at", "zone")) {
            members.optional(member, text -> {
                throw new IllegalArgumentException("is for day alone");
            });
        }
        return every == null ? null : new Pace(every, null, null);
    }

    /** When the next digest is due, after the given instant. */
    public Instant next(Instant after) {
        if (at == null || zone == null) {
            return after.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        }
        LocalDate today = LocalDate.ofInstant(after, zone);
        // Once a day, whatever its clock does: of an hour that comes twice, the first counts.
        Instant due = today.atTime(at).atZone(zone).toInstant();
        return due.isAfter(after)
                ? due
                : today.plusDays(1).atTime(at).atZone(zone).toInstant();
    }

    private static Every every(String text) {
        return switch (text) {
            case "hour" -> Every.HOUR;
            case "day" -> Every.DAY;
            default -> throw new IllegalArgumentException("must be hour or day; leave pace out to be told at once");
        };
    }

    private static LocalTime time(String text) {
        try {
            return LocalTime.parse(text, TIME);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be a time such as 07:30", e);
        }
    }

    private static ZoneId zone(String text) {
        // Offsets are zones for Java, and would be wrong after the next change of the clocks.
        if (!ZoneId.getAvailableZoneIds().contains(text)) {
            throw new IllegalArgumentException("must be the name of a time zone such as Europe/Kyiv");
        }
        return ZoneId.of(text);
    }
}
