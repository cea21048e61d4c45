// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.annals.timeline.database.Sql;
import org.annals.timeline.event.Terms;
import org.jspecify.annotations.Nullable;

/**
 * A full text query as PostgreSQL takes it: each word as it is written, by its stem, and where no name is spelt so, by
 * the names that are spelt almost so. An excluded word hides
 * no name but its own.
 */
final class FullText {

    private static final Sql PARSED = new Sql("SELECT websearch_to_tsquery('annals', :words)::text");

    private static final Sql ALTERNATIVES = new Sql("""
            SELECT asked.lexeme, alternative.word, bool_and(alternative.is_name) AS is_name
            FROM unnest(to_tsvector('annals', :words)) AS asked
            CROSS JOIN LATERAL (
                SELECT stem.lexeme AS word, false AS is_name FROM unnest(to_tsvector('english', asked.lexeme)) AS stem
                UNION
                SELECT stem.lexeme, false FROM unnest(to_tsvector(:language::regconfig, asked.lexeme)) AS stem
                UNION
                (SELECT near.word, true
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
            GROUP BY asked.lexeme, alternative.word
            """);

    /** A token of a parsed query; within the quotes of a word, quotes and backslashes stand twice. */
    private static final Pattern TOKEN = Pattern.compile("'(?:[^']|'')*'|<[^>]*>|[^\\s']");

    /** What else a word is found by: its stems, and the names that are spelt almost as it is. */
    private record Alternatives(Set<String> stems, Set<String> names) {}

    private FullText() {}

    static String query(Connection connection, EventQuery asked) throws SQLException {
        String words = requireNonNull(asked.words());
        String query;
        try (PreparedStatement statement = PARSED.prepare(connection, Map.of("words", words));
                ResultSet row = statement.executeQuery()) {
            row.next();
            query = row.getString(1);
        }
        Map<String, Alternatives> alternatives = new HashMap<>();
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
                Alternatives found = alternatives.computeIfAbsent(
                        Terms.quoted(rows.getString(1)),
                        word -> new Alternatives(new LinkedHashSet<>(), new LinkedHashSet<>()));
                (rows.getBoolean(3) ? found.names() : found.stems()).add(Terms.quoted(rows.getString(2)));
            }
        }
        return widened(query, alternatives);
    }

    /** Returns the query with each word replaced by a choice of the word and its alternatives. */
    private static String widened(String query, Map<String, Alternatives> alternatives) {
        StringBuilder widened = new StringBuilder();
        // Of each open parenthesis, and of the whole: whether it is excluded.
        Deque<Boolean> excluded = new ArrayDeque<>(List.of(false));
        boolean not = false;
        for (String token : tokens(query)) {
            boolean isExcluded = excluded.getFirst() ^ not;
            if (token.startsWith("'")) {
                widened.append(choice(token, alternatives.get(token), isExcluded));
            } else {
                widened.append(token);
            }
            if (token.equals("(")) {
                excluded.push(isExcluded);
            } else if (token.equals(")")) {
                excluded.pop();
            }
            not = token.equals("!") && !not;
            widened.append(' ');
        }
        return widened.toString();
    }

    private static List<String> tokens(String query) {
        return TOKEN.matcher(query).results().map(MatchResult::group).toList();
    }

    private static String choice(String word, @Nullable Alternatives alternatives, boolean excluded) {
        if (alternatives == null) {
            return word;
        }
        Set<String> choice = new LinkedHashSet<>(Set.of(word));
        choice.addAll(alternatives.stems());
        if (!excluded) {
            choice.addAll(alternatives.names());
        }
        return String.join(" | ", choice).transform(words -> "(" + words + ")");
    }
}
