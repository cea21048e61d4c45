// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.annals.notification.problem.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterReaderTest {

    private static final Map<String, String> EVENT =
            Map.of("type", "report.issued", "source", "/desk/kyiv", "kind", "correction", "revision", "2");

    private final ObjectMapper mapper = new ObjectMapper();
    private final List<Violation> violations = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'exact': {'kind': 'correction'}} | true",
                "{'exact': {'kind': 'correction', 'revision': '3'}} | false",
                "{'exact': {'absent': 'x'}} | false",
                "{'prefix': {'source': '/desk/'}} | true",
                "{'prefix': {'absent': 'x'}} | false",
                "{'suffix': {'type': '.issued'}} | true",
                "{'suffix': {'type': 'report'}} | false",
                "{'not': {'exact': {'kind': 'event'}}} | true",
                "{'any': [{'exact': {'kind': 'event'}}, {'exact': {'revision': '2'}}]} | true",
                "{'any': [{'exact': {'kind': 'event'}}, {'exact': {'revision': '3'}}]} | false",
                "{'sql': 'revision > 1'} | true",
                "{'all': [{'exact': {'kind': 'correction'}}, {'not': {'exact': {'revision': '2'}}}]} | false",
            })
    void a_filter_is_written_as_it_was_read_and_decides(String text, boolean passes) throws Exception {
        JsonNode json = mapper.readTree(text.replace('\'', '"'));

        Filter filter = FilterReader.read(mapper.createArrayNode().add(json), "/filters", violations)
                .get(0);

        assertEquals(List.of(), violations);
        assertEquals(json, filter.json());
        assertEquals(passes, filter.passes(EVENT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | /filters | must be an array of one filter or more",
                "{} | /filters | must be an array of one filter or more",
                "[{'exakt': {'type': 'a'}}] | /filters/0/exakt | is not known; did you mean exact?",
                "[{'exact': {'type': 'a'}, 'prefix': {'type': 'a'}}] | /filters/0 | must be an object with one dialect: exact, prefix, suffix, all, any, not, sql",
                "[{'any': [{'exact': {'Type': 'a'}}]}] | /filters/0/any/0/exact/Type | is no CloudEvents attribute: lower-case letters and digits",
                "[{'not': {'prefix': {'type': 7}}}] | /filters/0/not/prefix/type | must be a string of 1 to 1024 characters",
                "[{'sql': 'a ='}] | /filters/0/sql | Has the end at character 4 where a value should be",
                "[{'all': []}] | /filters/0/all | must be an array of one filter or more",
            })
    void what_is_no_filter_is_refused_with_its_place(String text, String pointer, String rule) throws Exception {
        FilterReader.read(mapper.readTree(text.replace('\'', '"')), "/filters", violations);

        assertEquals(List.of(new Violation(pointer, rule)), violations);
    }

    @Test
    void nesting_and_number_are_bounded() throws Exception {
        String deep = "[" + "{\"not\":".repeat(8) + "{\"exact\":{\"a\":\"b\"}}" + "}".repeat(8) + "]";
        FilterReader.read(mapper.readTree(deep), "/filters", violations);
        String many = "[" + "{\"exact\":{\"a\":\"b\"}},".repeat(100) + "{\"exact\":{\"a\":\"b\"}}]";

        FilterReader.read(mapper.readTree(many), "/filters", violations);

        assertEquals(
                List.of("is nested too deeply: at most 8 levels", "is one filter too many: at most 100 in all"),
                violations.stream().map(Violation::detail).toList());
    }
}
