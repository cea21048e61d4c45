// SPDX-License-Identifier: Apache-2.0
package org.annals.local.rebuild;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.annals.local.client.CommandFailure;

/** The database of timeline-service. It may be in use. */
final class TimelineDatabase implements AutoCloseable {

    /** Long enough for what is being stored; whoever has a table for longer is asked about, not waited for. */
    private static final String LOCK_LIMIT = "SET lock_timeout = '30s'";

    private static final String TABLES = """
            SELECT quote_ident(tablename) FROM pg_tables
            WHERE schemaname = current_schema() AND tablename <> 'flyway_schema_history'
            """;

    /** Of those that have changes: one may be described before its first event. */
    private static final String HEADS = "SELECT timeline, sequence, hash FROM timeline WHERE sequence > 0";

    private static final String HASHES = """
            SELECT timeline, hash FROM change JOIN unnest(?, ?) AS wanted (timeline, sequence) USING (timeline, sequence)
            """;

    /** The last change of a timeline. */
    record Head(long sequence, String hash) {}

    private final Connection connection;

    private TimelineDatabase(Connection connection) {
        this.connection = connection;
    }

    static TimelineDatabase connect(String url, Properties credentials) throws SQLException {
        Connection connection = DriverManager.getConnection(url, credentials);
        try (Statement statement = connection.createStatement()) {
            statement.execute(LOCK_LIMIT);
            return new TimelineDatabase(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Each timeline's last change. */
    Map<String, Head> heads() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(HEADS)) {
            Map<String, Head> heads = new TreeMap<>();
            while (rows.next()) {
                heads.put(rows.getString(1), new Head(rows.getLong(2), hex(rows.getBytes(3))));
            }
            return heads;
        }
    }

    /** The hashes that timelines have now at these sequences; of those that have come so far. */
    Map<String, String> hashesAt(Map<String, Head> heads) throws SQLException {
        List<String> names = List.copyOf(heads.keySet());
        try (PreparedStatement statement = connection.prepareStatement(HASHES)) {
            statement.setArray(1, connection.createArrayOf("text", names.toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "int8", heads.values().stream().map(Head::sequence).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                Map<String, String> hashes = new TreeMap<>();
                while (rows.next()) {
                    hashes.put(rows.getString(1), hex(rows.getBytes(2)));
                }
                return hashes;
            }
        }
    }

    /** Empties all tables at once, so that nobody sees a part. Refuses what is no database of timelines. */
    void empty() throws SQLException {
        Collection<String> tables = tables();
        if (!tables.containsAll(List.of("timeline", "change", "event", "place"))) {
            throw new CommandFailure("It has no tables of timeline-service, and was left as it is: "
                    + connection.getMetaData().getURL().replaceFirst("\\?.*", ""));
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE " + String.join(", ", tables));
        }
    }

    private List<String> tables() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TABLES)) {
            List<String> tables = new ArrayList<>();
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
            return tables;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
