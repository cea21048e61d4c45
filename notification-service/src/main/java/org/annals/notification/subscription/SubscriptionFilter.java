// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.annals.notification.outbound.AsciiUrl;
import org.annals.notification.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Which subscriptions to list. */
final class SubscriptionFilter {

    private SubscriptionFilter() {}

    /** What those have in common that are asked for, in the form of the API. */
    static JsonNode part(@Nullable String timeline, @Nullable String type, @Nullable String sink, List<String> labels) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        if (timeline != null) {
            part.withArray("timelines").add(timeline);
        }
        if (type != null) {
            part.withArray("types").add(type);
        }
        if (sink != null) {
            part.put("sink", ascii(sink));
        }
        for (String label : labels) {
            int colon = label.indexOf(':');
            if (colon < 1) {
                throw invalid("label must be a name, a colon and a value, as in desk:kyiv");
            }
            part.withObject("/labels").put(label.substring(0, colon), label.substring(colon + 1));
        }
        return part;
    }

    static Subscription.@Nullable Status status(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (Subscription.Status status : Subscription.Status.values()) {
            if (status.name().toLowerCase(Locale.ROOT).equals(text)) {
                return status;
            }
        }
        throw invalid("status must be active, unconfirmed, paused or disabled");
    }

    /** As it is kept. */
    private static String ascii(String sink) {
        try {
            return AsciiUrl.of(sink);
        } catch (IllegalArgumentException e) {
            throw invalid("sink " + e.getMessage());
        }
    }

    private static ProblemException invalid(String detail) {
        return ProblemException.badRequest("invalid-parameter", detail);
    }
}
