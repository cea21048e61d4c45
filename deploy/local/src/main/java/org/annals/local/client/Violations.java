// SPDX-License-Identifier: Apache-2.0
package org.annals.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a problem says is wrong with a request. */
public record Violations(String summary, List<Violation> items) {

    /**
     * One thing that is wrong.
     *
     * @param index of the event in the batch, from 0; null where it is about the whole request
     * @param pointer JSON Pointer into the event or the request; empty for the whole
     */
    public record Violation(@Nullable Integer index, String pointer, String detail) {}

    private static final Pattern IN_BATCH = Pattern.compile("/([0-9]{1,6})(/.*)?");

    public static Violations of(Answer answer) {
        List<Violation> items = new ArrayList<>();
        for (JsonNode violation : answer.body().path("violations")) {
            items.add(violation(violation));
        }
        return new Violations(answer.detail(), items);
    }

    /** All of it in one line. */
    String asText() {
        if (items.isEmpty()) {
            return summary;
        }
        return summary
                + items.stream()
                        .map(item -> item.pointer() + " " + item.detail())
                        .collect(Collectors.joining("; ", " (", ")"));
    }

    private static Violation violation(JsonNode node) {
        String pointer = node.path("pointer").asText("");
        String detail = node.path("detail").asText(node.path("message").asText(""));
        if (node.path("index").isInt()) {
            return new Violation(node.path("index").intValue(), pointer, detail);
        }
        Matcher matcher = IN_BATCH.matcher(pointer);
        if (!matcher.matches()) {
            return new Violation(null, pointer, detail);
        }
        String inEvent = matcher.group(2);
        return new Violation(Integer.valueOf(matcher.group(1)), inEvent == null ? "" : inEvent, detail);
    }
}
