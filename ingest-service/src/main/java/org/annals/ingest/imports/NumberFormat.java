// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats of the numbers of a workbook of Excel: which of them are dates, and how exact those are. */
enum NumberFormat {
    NUMBER(null),
    YEAR("uuuu"),
    MONTH("uuuu-MM"),
    DAY("uuuu-MM-dd"),
    DAY_AND_TIME("uuuu-MM-dd'T'HH:mm:ss"),
    TIME("HH:mm:ss");

    private static final BigDecimal SECONDS_OF_DAY = BigDecimal.valueOf(24 * 60 * 60);
    private static final BigDecimal MAX_SERIAL = BigDecimal.valueOf(2_958_465);

    /** Excel counts a 29 February 1900, which there was not. */
    private static final int MISSING_DAY = 60;

    private final @Nullable DateTimeFormatter formatter;

    NumberFormat(@Nullable String pattern) {
        formatter = pattern == null ? null : DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    }

    /** Returns one of the formats that are known by number and not written into the file. */
    static NumberFormat builtIn(int id) {
        if (id == 17 || id == 55) {
            return MONTH;
        }
        if (id == 22) {
            return DAY_AND_TIME;
        }
        if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35)) {
            return TIME;
        }
        boolean isDay = (id >= 14 && id <= 16) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58);
        return isDay ? DAY : NUMBER;
    }

    /** Returns the format that a code such as {@code dd/mm/yyyy hh:mm} stands for. */
    static NumberFormat of(String code) {
        String plain = code.toLowerCase(Locale.ROOT)
                .replaceAll("\"[^\"]*\"", "")
                .replaceAll("\\\\.", "")
                .replaceAll("\\[[^\\]]*\\]", "")
                .replaceAll("_.|\\*.", "")
                .replaceFirst(";.*", "")
                .replaceAll("am/pm|a/p", "")
                .replace("general", "");
        boolean hasHour = plain.contains("h") || plain.contains("s");
        if (plain.contains("d")) {
            return hasHour ? DAY_AND_TIME : DAY;
        }
        if (plain.contains("y")) {
            return plain.contains("m") ? (hasHour ? DAY_AND_TIME : MONTH) : YEAR;
        }
        return hasHour ? TIME : NUMBER;
    }

    /** Returns the value of a cell as text. */
    String text(String value, boolean is1904) {
        BigDecimal number;
        try {
            number = new BigDecimal(value);
        } catch (NumberFormatException e) {
            return value;
        }
        boolean isDate = number.signum() >= 0 && number.compareTo(MAX_SERIAL) <= 0;
        if (formatter == null || !isDate) {
            return Math.abs(number.scale()) > 400 ? value : plain(number);
        }
        int day = number.intValue();
        int second = number.subtract(BigDecimal.valueOf(day))
                .multiply(SECONDS_OF_DAY)
                .setScale(0, RoundingMode.HALF_UP)
                .intValueExact();
        LocalDateTime date = (is1904 ? LocalDate.of(1904, 1, 1) : LocalDate.of(1899, 12, day < MISSING_DAY ? 31 : 30))
                .plusDays(day)
                .atTime(LocalTime.MIN)
                .plusSeconds(second);
        boolean isMissing = !is1904 && (day == MISSING_DAY || (day == 0 && this != TIME));
        return isMissing ? plain(number) : formatter.format(date);
    }

    /** Numbers have the digits that a double needs, of which the last may be an error of its own. */
    private static String plain(BigDecimal number) {
        BigDecimal rounded =
                number.precision() > 15 ? number.round(new MathContext(15, RoundingMode.HALF_EVEN)) : number;
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
