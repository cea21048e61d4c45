// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.cesql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    private static final Map<String, String> EVENT = Map.of(
            "type", "report.issued",
            "source", "/desk/kyiv",
            "subject", "story",
            "sequence", "000000000041",
            "revision", "2",
            "backfill", "true");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "type = 'report.issued' | true",
                "type = \"report.issued\" | true",
                "TYPE != 'report.issued' | false",
                "type <> 'x' | true",
                "revision = 2 | true",
                "sequence > 40 AND sequence < 42 | true",
                "revision >= 3 | false",
                "backfill | true",
                "NOT backfill | false",
                "backfill = TRUE | true",
                "type LIKE 'report.%' | true",
                "type LIKE '%issued' | true",
                "type LIKE 'report_issued' | true",
                "type LIKE 'report\\_issued' | false",
                "type NOT LIKE 'director.%' | true",
                "type LIKE '\\E.*\\Q' | false",
                "type IN ('a', 'report.issued') | true",
                "type NOT IN ('a', 'b') | true",
                "revision IN (1, 1 + 1) | true",
                "EXISTS subject | true",
                "EXISTS corrects | false",
                "NOT EXISTS corrects | true",
                "EXISTS corrects AND corrects = 'x' | false",
                "EXISTS subject OR corrects = 'x' | true",
                "true XOR true | false",
                "true OR false AND false | true",
                "2 + 3 * 4 = 14 | true",
                "(2 + 3) * 4 = 20 | true",
                "10 - 2 - 3 = 5 | true",
                "-7 / 2 = -3 | true",
                "7 % 4 = 3 | true",
                "LENGTH(subject) = 5 | true",
                "UPPER(LEFT(subject, 2)) = 'ST' | true",
                "RIGHT(subject, 99) = 'story' | true",
                "SUBSTRING(subject, 2, 3) = 'tor' | true",
                "SUBSTRING(subject, -2) = 'ry' | true",
                "CONCAT_WS('-', 'a', 'b', 1) = 'a-b-1' | true",
                "TRIM('  a ') = 'a' | true",
                "IS_INT(revision) AND NOT IS_INT(type) | true",
                "ABS(-3) = INT('3') | true",
                "BOOL('TRUE') AND IS_BOOL('false') | true",
                "'it\\'s' = \"it's\" | true",
            })
    void an_expression_decides(String text, boolean value) {
        assertEquals(value, Expression.parse(text).isTrue(EVENT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "corrects = 'x'",
                "1 / 0 = 1",
                "type > 3",
                "type",
                "2147483647 + 1 > 0",
                "ABS(-2147483647 - 1) > 0",
                "LEFT(type, -1) = ''",
                "SUBSTRING(type, 99) = ''"
            })
    void what_has_no_value_says_so(String text) {
        Expression expression = Expression.parse(text);

        assertThrows(SqlException.class, () -> expression.isTrue(EVENT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | Has the end at character 1 where a value should be",
                "type = | Has the end at character 7 where a value should be",
                "type == 'a' | Has '=' at character 7 where a value should be",
                "type = 'a' b | Has 'b' at character 12 where an operator or the end should be",
                "(type = 'a' | Has the end at character 12 where ')' should be",
                "type LIKE subject | Has 'subject' at character 11 where a pattern in quotes should be",
                "type = 'a | Can't be read from character 7 on",
                "type; 1 | Can't be read from character 5 on",
                "EXISTS 'a' | Has 'a' at character 8 where an attribute should be",
                "LEN(type) = 1 | LEN is no function; there are ABS, BOOL, CONCAT, CONCAT_WS, INT, IS_BOOL, IS_INT, LEFT, LENGTH, LOWER, RIGHT, STRING, SUBSTRING, TRIM, UPPER",
                "LENGTH() = 1 | LENGTH takes 1 arguments",
                "99999999999 = 1 | '99999999999' is no integer of 32 bits",
            })
    void what_is_no_expression_is_refused_with_its_place(String text, String message) {
        SqlException refused = assertThrows(SqlException.class, () -> Expression.parse(text));

        assertEquals(message, refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "NOT ", "-", "ABS("})
    void nesting_is_bounded(String opening) {
        String text = opening.repeat(1000);

        SqlException refused = assertThrows(SqlException.class, () -> Expression.parse(text));

        assertEquals("Is nested more than 64 deep", refused.getMessage());
    }

    @Test
    void a_pattern_that_would_make_a_regular_expression_run_for_ever_is_decided_at_once() {
        Expression expression = Expression.parse("type LIKE '" + "%a".repeat(500) + "b'");
        Map<String, String> event = Map.of("type", "a".repeat(10_000));

        assertFalse(assertTimeoutPreemptively(Duration.ofSeconds(1), () -> expression.isTrue(event)));
    }
}
