// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.access;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher may publish, as ingest-service decides by the same claims.
 *
 * @param sources of which they may publish, each of which may end in a star; null for any
 * @param timelines in which they may publish, in the same way
 */
public record PublisherScope(
        @Nullable List<String> sources, @Nullable List<String> timelines) {

    public static final PublisherScope ANY = new PublisherScope(null, null);

    /** A dot segment, encoded or not, leads a source out of the prefix that it begins with. */
    private static final String DOT_SEGMENT = "(^|[/:])(\\.|%2e){1,2}($|[/?#])";

    /** The condition that the message of a row is one that the publisher could have published. */
    public static String covers(String table) {
        return """
            (:scopeSources::jsonb IS NULL OR EXISTS (
                SELECT FROM jsonb_array_elements_text(:scopeSources::jsonb) AS own (name)
                WHERE %1$s.source = own.name OR (own.name LIKE '%%*'
                    AND starts_with(%1$s.source, left(own.name, -1))
                    AND (own.name = '*' OR %1$s.source !~* '%2$s'))))
            AND (:scopeTimelines::jsonb IS NULL OR EXISTS (
                SELECT FROM jsonb_array_elements_text(:scopeTimelines::jsonb) AS own (name)
                WHERE %1$s.timeline = own.name
                    OR (own.name LIKE '%%*' AND starts_with(%1$s.timeline, left(own.name, -1)))))
            """.formatted(table, DOT_SEGMENT);
    }

    /** Binds what {@link #covers} asks for. */
    public void bind(Map<String, @Nullable Object> values) {
        values.put("scopeSources", json(sources));
        values.put("scopeTimelines", json(timelines));
    }

    private static @Nullable String json(@Nullable List<String> names) {
        if (names == null) {
            return null;
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        names.forEach(array::add);
        return array.toString();
    }
}
