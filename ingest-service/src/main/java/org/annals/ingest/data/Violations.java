package org.annals.ingest.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.annals.ingest.problem.Violation;
import org.jspecify.annotations.Nullable;

/** What is wrong with the events of one request, gathered while they are checked. */
public final class Violations {

    /** Enough to mend a request by; a hostile one gets no longer answer. */
    private static final int MAX = 100;

    private static final int MAX_VALUE_LENGTH = 80;

    private final List<Violation> found = new ArrayList<>();
    private int index;

    /** What is added from now on belongs to the event at this index. */
    public void at(int eventIndex) {
        index = eventIndex;
    }

    public void add(String pointer, @Nullable JsonNode value, String message) {
        if (found.size() < MAX) {
            found.add(new Violation(index, pointer, value == null ? null : shortened(value), message));
        }
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<Violation> all() {
        return found;
    }

    private static String shortened(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : value.toString();
        return text.length() <= MAX_VALUE_LENGTH ? text : text.substring(0, MAX_VALUE_LENGTH) + "...";
    }
}
