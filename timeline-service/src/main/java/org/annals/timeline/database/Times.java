// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.database;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Times that may lie in any year. The driver's text form of a timestamp can't be read back for 29 February of a year
 * before 1, so such columns are read as numbers.
 */
public final class Times {

    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    private Times() {}

    /** The SQL that answers a timestamp as seconds since 1970, to be read by {@link #instant}. */
    public static String seconds(String column) {
        return "extract(epoch FROM " + column + ")";
    }

    /** The instant of a column that has {@link #seconds}. */
    public static Instant instant(ResultSet row, int column) throws SQLException {
        return instant(row.getBigDecimal(column));
    }

    /** The instant of a column that has {@link #seconds}. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        return instant(row.getBigDecimal(column));
    }

    private static Instant instant(BigDecimal seconds) {
        BigInteger[] parts = seconds.multiply(NANOS).toBigInteger().divideAndRemainder(NANOS.toBigInteger());
        return Instant.ofEpochSecond(parts[0].longValue(), parts[1].longValue());
    }
}
