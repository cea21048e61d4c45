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
        this.connection = connection;
        this.statement = statement;
    }

    public <T> void add(String type, List<T> rows, Function<T, ? extends @Nullable Object> value) throws SQLException {
        Object[] values = new Object[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(rows.get(i));
        }
        statement.setArray(++parameter, connection.createArrayOf(type, values));
    }
}
