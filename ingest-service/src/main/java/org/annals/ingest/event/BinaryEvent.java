// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.annals.ingest.body.Body;
import org.annals.ingest.data.Violations;
import org.annals.ingest.json.Element;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;

/** Reads a CloudEvent in binary mode: its attributes from the {@code ce-} headers, the body its data. */
final class BinaryEvent {

    private static final String PREFIX = "ce-";

    private final ObjectNode event = JsonNodeFactory.instance.objectNode();
    private final Violations violations = new Violations();

    private BinaryEvent() {}

    static NewEvent read(Map<String, List<String>> headers, Body body, IngestConfig config, EventChecker checker) {
        return new BinaryEvent().event(headers, body, config, checker);
    }

    private NewEvent event(Map<String, List<String>> headers, Body body, IngestConfig config, EventChecker checker) {
        if (body.length() > config.maxEventSize().asLongValue()) {
            throw ProblemException.tooLarge(
                    "event-too-large",
                    "The data of an event may have at most "
                            + config.maxEventSize().asLongValue() + " bytes.");
        }
        violations.startEvent(0);
        headers.forEach(this::addAttribute);
        if (event.isEmpty() && violations.count() == 0) {
            throw ProblemException.unsupported(
                    "unsupported-media-type",
                    "The content type application/json is for data with the attributes in ce- headers, and there are "
                            + "none. A whole event in JSON comes as application/cloudevents+json.");
        }
        JsonReader reader = JsonReader.of(body.bytes(), body.length(), "");
        Element data = reader.onlyElement();
        event.set("data", data.tree());
        reader.end();
        checker.check(event, violations);
        violations.addInexact("data", reader.inexactNumbers(data.all()));
        violations.refuse("invalid-event");
        return NewEvent.of(event, reader.compact(data.all()));
    }

    private void addAttribute(String header, List<String> values) {
        String lowerCase = header.toLowerCase(Locale.ROOT);
        if (!lowerCase.startsWith(PREFIX)) {
            return;
        }
        String name = lowerCase.substring(PREFIX.length());
        if (values.size() != 1 || name.equals("data") || name.equals("data_base64")) {
            violations.add(name, null, "must be one header with the value of an attribute");
            return;
        }
        String value = HeaderValue.decode(values.get(0));
        if (value == null) {
            violations.add(name, null, "must be percent-encoded UTF-8");
            return;
        }
        event.put(name, value);
    }
}
