// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A connection of our own to a database of a service. */
final class Sql implements AutoCloseable {

    private final Connection connection;

    Sql(String jdbcUrl) throws SQLException {
        connection = DriverManager.getConnection(jdbcUrl);
    }

    Connection connection() {
        return connection;
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(column(sql).get(0));
    }

    /** The first column of all rows. */
    List<String> column(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    /** Reads all that a query answers, as whoever asked would. */
    void read(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int column = 1; column <= columns; column++) {
                    rows.getString(column);
                }
            }
        }
    }

    /** The columns of a table that are stored as they are given, with commas between them. */
    String columns(String table) throws SQLException {
        return String.join(", ", column("""
                SELECT column_name FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = '%s' AND is_generated = 'NEVER'
                ORDER BY ordinal_position
                """.formatted(table)));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
