// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.annals.ingest.problem.ProblemException;
import org.annals.ingest.problem.Violation;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the body of a request, gathered on the way through it. The way is kept as steps, so that a value
 * that is in order costs no pointer.
 */
public final class Violations {

    /** Enough to mend a request by; the rest is counted. */
    private static final int MAX_LISTED = 500;

    private static final int MAX_VALUE_LENGTH = 80;

    private static final String INEXACT =
            "must be a number that a double can hold as it is written; give others as a text";

    private final List<Violation> listed = new ArrayList<>();
    private final Deque<Object> steps = new ArrayDeque<>();
    private @Nullable Integer index;
    private int count;

    /** What is added from now on belongs to the event at this index of the request. */
    public void startEvent(int eventIndex) {
        index = eventIndex;
        steps.clear();
    }

    /** Adds one about the value at the end of the way. */
    public void add(@Nullable JsonNode value, String message) {
        count++;
        if (listed.size() < MAX_LISTED) {
            listed.add(new Violation(index, pointer(), value == null ? null : shortened(value), message));
        }
    }

    /** Adds one about a field of the value at the end of the way. */
    public void add(String field, @Nullable JsonNode value, String message) {
        enter(field);
        add(value, message);
        leave();
    }

    /** Adds numbers that no double can hold, by their pointers within a field. */
    public void addInexact(String field, Map<String, String> numbers) {
        numbers.forEach((pointer, number) -> {
            count++;
            if (listed.size() < MAX_LISTED) {
                listed.add(new Violation(index, "/" + field + pointer, shortened(number), INEXACT));
            }
        });
    }

    public int count() {
        return count;
    }

    /** Those that are named, the first ones. */
    public List<Violation> listed() {
        return List.copyOf(listed);
    }

    /** Refuses the request where there are any. */
    public void refuse(String code) {
        if (count == 0) {
            return;
        }
        String listing = count > listed.size() ? "the first " + listed.size() + " of " + count : "each";
        throw ProblemException.badRequest(
                code, "Nothing was published. The violations name " + listing + ", and what is allowed.", listed);
    }

    public void enter(String field) {
        steps.addLast(field);
    }

    void enter(int element) {
        steps.addLast(element);
    }

    public void leave() {
        steps.removeLast();
    }

    private String pointer() {
        StringBuilder pointer = new StringBuilder();
        for (Object step : steps) {
            String name = step.toString();
            pointer.append('/').append(shortened(name.replace("~", "~0").replace("/", "~1")));
        }
        return pointer.toString();
    }

    private static String shortened(JsonNode value) {
        return value.isContainerNode()
                ? (value.isObject() ? "an object" : "a list of " + value.size())
                : shortened(value.asText());
    }

    private static String shortened(String text) {
        if (text.codePointCount(0, text.length()) <= MAX_VALUE_LENGTH) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, MAX_VALUE_LENGTH)) + "…";
    }
}
