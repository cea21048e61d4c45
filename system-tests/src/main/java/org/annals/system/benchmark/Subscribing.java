// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongFunction;

/** Makes subscriptions through the front door. */
final class Subscribing {

    private static final int CONNECTIONS = 8;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final URI notification;

    Subscribing(URI notification) {
        this.notification = notification;
    }

    /** So many, each as its JSON says. */
    void all(int count, LongFunction<String> subscription) throws IOException {
        try (Load load = new Load(notification, CONNECTIONS)) {
            load.times(count, number -> request(subscription.apply(number)), LIMIT)
                    .expectSuccess();
        }
    }

    /** To all changes. */
    static String webhook(String sink) {
        return """
                {"sink": "%s", "protocol": "HTTP"}""".formatted(sink);
    }

    static String webhook(String sink, String timeline) {
        return """
                {"sink": "%s", "protocol": "HTTP", "timelines": ["%s"]}""".formatted(sink, timeline);
    }

    private byte[] request(String subscription) {
        return Http.post(
                notification, "/v1/subscriptions", "application/json", subscription.getBytes(StandardCharsets.UTF_8));
    }
}
