// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A statement with named parameters ({@code :from}), each of which may stand in it more than once. */
public final class Sql {

    /** Two colons are PostgreSQL's cast. */
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-z][A-Za-z]*)");

    private final String text;
    private final List<String> parameters = new ArrayList<>();

    public Sql(String text) {
        Matcher matcher = PARAMETER.matcher(text);
        while (matcher.find()) {
            parameters.add(matcher.group(1));
        }
        this.text = matcher.replaceAll("?");
    }

    /** This statement with its parameters bound; the caller closes it. */
    public PreparedStatement prepare(Connection connection, Map<String, @Nullable Object> values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        try {
            for (int i = 0; i < parameters.size(); i++) {
                String name = parameters.get(i);
                if (!values.containsKey(name)) {
                    throw new IllegalArgumentException("No value for the parameter " + name);
                }
                statement.setObject(i + 1, values.get(name));
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** The statement that shows how the database would run this one. */
    public Sql explained() {
        Sql explained = new Sql("EXPLAIN " + text);
        explained.parameters.addAll(parameters);
        return explained;
    }
}
