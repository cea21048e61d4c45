// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Binds rows to the arrays of an {@code unnest}, a column at a time, in the order of its parameters. */
public final class Columns {

    private final Connection connection;
    private final PreparedStatement statement;
    private int parameter;

    public Columns(Connection connection, PreparedStatement statement) {
        this(connection, statement, 0);
    }

    /** For a statement that has other parameters before them. */
    public Columns(Connection connection, PreparedStatement statement, int bound) {
        this.connection = connection;
        this.statement = statement;
        this.parameter = bound;
    }

    public <T> void add(String type, List<T> rows, Function<T, ? extends @Nullable Object> value) throws SQLException {
        @Nullable Object[] values = array(type, rows.size());
        for (int i = 0; i < values.length; i++) {
            Object each = value.apply(rows.get(i));
            values[i] = each instanceof Enum<?> name ? name.name() : each;
        }
        statement.setArray(++parameter, connection.createArrayOf(type, values));
    }

    /** Of the class that the driver sends as it is; anything else becomes text, with each quote and backslash escaped. */
    private static @Nullable Object[] array(String type, int size) {
        return switch (type) {
            case "text" -> new String[size];
            case "int" -> new Integer[size];
            case "bigint" -> new Long[size];
            default -> new Object[size];
        };
    }
}
