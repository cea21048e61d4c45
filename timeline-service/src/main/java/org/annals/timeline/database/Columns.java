// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Binds rows to a statement as one array per column ({@code INSERT ... SELECT ... FROM unnest(?, ?, ...)}), so that a
 * batch of any size is one statement with the same text.
 */
public final class Columns<T> {

    /** PostgreSQL reads years of more than four digits and years before Christ only in this form. */
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR_OF_ERA, 4, 9, SignStyle.NEVER)
            .appendPattern("-MM-dd'T'HH:mm:ss.SSSSSSX G")
            .toFormatter(Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Connection connection;
    private final PreparedStatement statement;
    private final List<T> rows;
    private int bound;

    public Columns(Connection connection, PreparedStatement statement, List<T> rows) {
        this(connection, statement, rows, 0);
    }

    /** Binds rows after so many parameters that are bound already. */
    public Columns(Connection connection, PreparedStatement statement, List<T> rows, int bound) {
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
        this.bound = bound;
    }

    /** Binds the next parameter: an array of the PostgreSQL type with one element per row. */
    public Columns<T> bind(String type, Function<T, @Nullable Object> column) throws SQLException {
        Object[] values = new Object[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        statement.setArray(++bound, connection.createArrayOf(type, values));
        return this;
    }

    /** Binds bytes: the driver wants an array of exactly this type. */
    public Columns<T> bindBytes(Function<T, byte[]> column) throws SQLException {
        byte[][] values = rows.stream().map(column).toArray(byte[][]::new);
        statement.setArray(++bound, connection.createArrayOf("bytea", values));
        return this;
    }

    public Columns<T> bindTimes(Function<T, Instant> column) throws SQLException {
        return bind("timestamptz", row -> TIMESTAMP.format(column.apply(row)));
    }
}
