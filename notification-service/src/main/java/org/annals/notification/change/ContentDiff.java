// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.JsonDiff;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Map;

/**
 * The differences between two contents, as a JSON Patch (RFC 6902). The library takes time with the square of what it
 * compares, and looks at everything before it can be stopped. So only what is small goes to it: of larger objects each
 * member for itself, and a larger array is replaced as a whole.
 */
final class ContentDiff {

    /** For the sum of the squares of the values that are compared at once: 1000 in all, or 4 times 500. */
    private static final long MAX_WORK = 1_000_000;

    /** Without moves and copies: the library takes their sources from the wrong places of an array. */
    private static final EnumSet<DiffFlags> FLAGS =
            EnumSet.of(DiffFlags.OMIT_VALUE_ON_REMOVE, DiffFlags.OMIT_MOVE_OPERATION, DiffFlags.OMIT_COPY_OPERATION);

    private final ArrayNode patch = JsonNodeFactory.instance.arrayNode();
    private long work = MAX_WORK;

    private ContentDiff() {}

    static ArrayNode patch(JsonNode before, JsonNode after) {
        ContentDiff diff = new ContentDiff();
        diff.compare("", before, after);
        return diff.patch;
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (before.isObject() && after.isObject()) {
            if (!compareWithin(path, before, after)) {
                compareMembers(path, before, after);
            }
        } else if (!(before.isArray() && after.isArray() && compareWithin(path, before, after))
                && !before.equals(after)) {
            add("replace", path).set("value", after);
        }
    }

    private void compareMembers(String path, JsonNode before, JsonNode after) {
        for (Iterator<String> names = before.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!after.has(name)) {
                add("remove", member(path, name));
            }
        }
        for (Map.Entry<String, JsonNode> member : after.properties()) {
            JsonNode old = before.get(member.getKey());
            String memberPath = member(path, member.getKey());
            if (old == null) {
                add("add", memberPath).set("value", member.getValue());
            } else {
                compare(memberPath, old, member.getValue());
            }
        }
    }

    /** Returns false, and does nothing, when that would be more work than is left. */
    private boolean compareWithin(String path, JsonNode before, JsonNode after) {
        long limit = (long) Math.sqrt((double) work);
        long values = count(before, limit);
        values += count(after, limit - values);
        if (values > limit) {
            return false;
        }
        work -= values * values;
        for (JsonNode operation : JsonDiff.asJson(before, after, FLAGS)) {
            ObjectNode within = (ObjectNode) operation;
            within.put("path", path + within.path("path").asText());
            patch.add(within);
        }
        return true;
    }

    /** How many values there are, up to somewhat more than a limit. */
    private static long count(JsonNode node, long limit) {
        long count = 1;
        for (JsonNode child : node) {
            if (count > limit) {
                break;
            }
            count += count(child, limit - count);
        }
        return count;
    }

    private ObjectNode add(String operation, String path) {
        return patch.addObject().put("op", operation).put("path", path);
    }

    /** As a JSON Pointer (RFC 6901). */
    private static String member(String path, String name) {
        return path + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
