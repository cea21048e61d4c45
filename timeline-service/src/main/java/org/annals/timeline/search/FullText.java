package org.annals.timeline.search;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.annals.timeline.database.Sql;
import org.annals.timeline.event.Terms;

/**
 * A full text query as PostgreSQL takes it: each word as it is written, by its stem, and where no name is spelt so, by
 * the names that are spelt almost so.
 */
final class FullText {

    private static final Sql PARSED = new Sql("SELECT websearch_to_tsquery('annals', :words)::text");

    private static final Sql ALTERNATIVES = new Sql("""
            SELECT asked.lexeme, alternative.word
            FROM unnest(to_tsvector('annals', :words)) AS asked
            CROSS JOIN LATERAL (
                SELECT stem.lexeme AS word FROM unnest(to_tsvector('english', asked.lexeme)) AS stem
                UNION
                SELECT stem.lexeme FROM unnest(to_tsvector(:language::regconfig, asked.lexeme)) AS stem
                UNION
                (SELECT near.word
                 FROM name_word near
                 WHERE near.word % asked.lexeme
                   AND length(asked.lexeme) BETWEEN 4 AND 64
                   AND levenshtein_less_equal(near.word, asked.lexeme, 2)
                       <= CASE WHEN length(asked.lexeme) < 6 THEN 1 ELSE 2 END
                   -- Who does not see all must not be told by this what names there are.
                   AND (NOT :seesAll OR NOT EXISTS (SELECT FROM name_word same WHERE same.word = asked.lexeme))
                 ORDER BY similarity(near.word, asked.lexeme) DESC, near.word
                 LIMIT 5)
            ) AS alternative
            WHERE alternative.word <> asked.lexeme
            """);

    private FullText() {}

    static String query(Connection connection, EventQuery asked) throws SQLException {
        String words = requireNonNull(asked.words());
        String query;
        try (PreparedStatement statement = PARSED.prepare(connection, Map.of("words", words));
                ResultSet row = statement.executeQuery()) {
            row.next();
            query = row.getString(1);
        }
        Map<String, Set<String>> alternatives = new LinkedHashMap<>();
        try (PreparedStatement statement = ALTERNATIVES.prepare(
                        connection,
                        Map.of(
                                "words",
                                words,
                                "language",
                                asked.language(),
                                "seesAll",
                                asked.viewer().seesAll()));
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                alternatives
                        .computeIfAbsent(Terms.quoted(rows.getString(1)), word -> new LinkedHashSet<>())
                        .add(Terms.quoted(rows.getString(2)));
            }
        }
        return withAlternatives(query, alternatives);
    }

    private static String withAlternatives(String query, Map<String, Set<String>> alternatives) {
        String widened = query;
        for (Map.Entry<String, Set<String>> word : alternatives.entrySet()) {
            widened = widened.replace(
                    word.getKey(), "(" + word.getKey() + " | " + String.join(" | ", word.getValue()) + ")");
        }
        return widened;
    }
}
