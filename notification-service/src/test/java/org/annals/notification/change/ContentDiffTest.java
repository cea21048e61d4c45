// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.JsonPatch;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDiffTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Random random = new Random(20221204);

    @Test
    void of_a_short_list_each_difference_is_said() {
        ObjectNode before = MAPPER.createObjectNode();
        before.putArray("tags").add("a").add("b").add("c");
        ObjectNode after = MAPPER.createObjectNode();
        after.putArray("tags").add("a").add("x").add("c");

        assertEquals(
                "[{\"op\":\"replace\",\"path\":\"/tags/1\",\"value\":\"x\"}]",
                ContentDiff.patch(before, after).toString());
    }

    @Test
    void a_long_list_is_replaced_as_a_whole_and_its_neighbours_are_compared() {
        ObjectNode before = MAPPER.createObjectNode();
        before.putObject("details").set("a/b~c", digits(2000));
        before.put("title", "One").set("same", digits(2000));
        ObjectNode after = before.deepCopy();
        after.put("title", "Two");
        JsonNode list = digits(2000);
        ((ObjectNode) after.get("details")).set("a/b~c", list);

        assertEquals(
                "[{\"op\":\"replace\",\"path\":\"/details/a~1b~0c\",\"value\":" + list
                        + "},{\"op\":\"replace\",\"path\":\"/title\",\"value\":\"Two\"}]",
                ContentDiff.patch(before, after).toString());
    }

    /** Some of the sizes are compared at once, some by their parts. */
    @ParameterizedTest
    @ValueSource(ints = {3, 10, 50, 200, 1000})
    void the_patch_makes_one_of_the_other(int size) {
        for (int i = 0; i < 20; i++) {
            JsonNode before = content(size);
            JsonNode after = content(size);

            assertEquals(after, JsonPatch.apply(ContentDiff.patch(before, after), before));
        }
    }

    private JsonNode content(int size) {
        ObjectNode content = MAPPER.createObjectNode();
        for (int i = 0; i < size; i++) {
            if (random.nextBoolean()) {
                content.put("text" + i, "value " + random.nextInt(3));
            }
        }
        content.putObject("details").put("n", random.nextInt(2)).set("digits", digits(random.nextInt(size)));
        content.putArray("mixed").add(digits(random.nextInt(size))).add(random.nextInt(2));
        return content;
    }

    private ArrayNode digits(int length) {
        ArrayNode digits = MAPPER.createArrayNode();
        for (int i = 0; i < length; i++) {
            digits.add(random.nextInt(10));
        }
        return digits;
    }
}
