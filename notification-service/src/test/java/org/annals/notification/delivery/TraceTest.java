// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Without spans of its own, as it ships. */
@QuarkusTest
class TraceTest {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void a_webhook_goes_on_with_the_trace_of_its_change_at_each_attempt() {
        receiver.answer("/hook", 500, "Out of order");
        Subscriber.to(timeline, receiver.url("/hook"));

        putWith(1, TRACE);

        await().until(() -> receiver.received("/hook").size() == 3);
        assertEquals(List.of(TRACE, TRACE, TRACE), traces());
    }

    @Test
    void what_is_no_trace_goes_nowhere() {
        Subscriber.to(timeline, receiver.url("/hook"));

        putWith(1, TRACE.replace("4bf9", "4BF9"));
        putWith(2, "00-\r\nx-injected: yes");
        topic.put(timeline, 3, "report.issued");

        await().until(() -> receiver.received("/hook").size() == 3);
        assertEquals(List.of(), traces());
    }

    private void putWith(int sequence, String trace) {
        Map<String, String> headers = ChangesTopic.headers(timeline, sequence, "report.issued");
        headers.put("traceparent", trace);
        topic.put(timeline, headers, "{}");
    }

    private List<String> traces() {
        return receiver.received("/hook").stream()
                .flatMap(webhook -> webhook.headers().entrySet().stream())
                .filter(header -> header.getKey().equalsIgnoreCase("traceparent"))
                .map(header -> String.join(",", header.getValue()))
                .toList();
    }
}
