// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.JsonPatch;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDifferenceTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1} | {\"a\":1} | []",
                "{\"a\":1} | {\"a\":2} | [{\"op\":\"replace\",\"path\":\"/a\",\"value\":2,\"fromValue\":1}]",
                "{\"a\":1} | {} | [{\"op\":\"remove\",\"path\":\"/a\",\"value\":1}]",
                "{} | {\"a/b~c\":null} | [{\"op\":\"add\",\"path\":\"/a~1b~0c\",\"value\":null}]",
                "{\"a\":[1,{\"b\":2}]} | {\"a\":[1,{\"b\":3}]}"
                        + " | [{\"op\":\"replace\",\"path\":\"/a/1/b\",\"value\":3,\"fromValue\":2}]",
                "{\"a\":[]} | {\"a\":{}} | [{\"op\":\"replace\",\"path\":\"/a\",\"value\":{},\"fromValue\":[]}]",
                "[1] | {} | [{\"op\":\"replace\",\"path\":\"\",\"value\":{},\"fromValue\":[1]}]",
            })
    void tells_what_changed(String before, String after, String patch) throws JsonProcessingException {
        assertEquals(
                JSON.readTree(patch),
                JsonDifference.between(JSON.readTree(before), JSON.readTree(after), JsonDifference.budget()));
    }

    @Test
    void replaces_lists_once_the_budget_is_spent() throws JsonProcessingException {
        JsonNode before = JSON.readTree("{\"a\":[1,2],\"b\":[1,2]}");
        JsonNode after = JSON.readTree("{\"a\":[1],\"b\":[1]}");

        assertEquals(JSON.readTree("""
                        [{"op":"remove","path":"/a/1","value":2},
                         {"op":"replace","path":"/b","value":[1],"fromValue":[1,2]}]"""), JsonDifference.between(before, after, new Budget(3 * 2 + 3 * 2 - 1)));
    }

    @RepeatedTest(50)
    void leads_from_one_content_to_the_other(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        JsonNode before = value(random, 4);
        JsonNode after = value(random, 4);

        for (long budget : new long[] {0, 100, Long.MAX_VALUE}) {
            ArrayNode patch = JsonDifference.between(before, after, new Budget(budget));
            assertEquals(after, JsonPatch.apply(patch, before), () -> before + " and " + after + " by " + patch);
        }
    }

    private static JsonNode value(Random random, int depth) {
        int kind = depth == 4 ? 0 : random.nextInt(depth == 0 ? 2 : 4);
        if (kind == 0 && depth > 0) {
            ObjectNode object = JSON.createObjectNode();
            for (int i = random.nextInt(5); i > 0; i--) {
                object.set("f" + random.nextInt(4) + "/~", value(random, depth - 1));
            }
            return object;
        }
        if (kind == 3) {
            ArrayNode array = JSON.createArrayNode();
            for (int i = random.nextInt(5); i > 0; i--) {
                array.add(value(random, depth - 1));
            }
            return array;
        }
        return JSON.getNodeFactory().numberNode(random.nextInt(3));
    }
}
