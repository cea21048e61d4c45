// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.publishing;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Whether events can be published. Each confirmation is proof; without any, the broker is asked, at most every few
 * seconds however often this is called. A short silence is bridged by the retries of the producer and of publishers, and
 * taking every replica away at once would help nobody.
 */
@Singleton
@Readiness
class BrokerReadiness implements HealthCheck {

    /** So old may the last sign of the broker be before it is asked again. */
    private static final Duration FRESH = Duration.ofSeconds(3);

    private static final int ANSWER_LIMIT_MS = 2000;

    private final Admin admin;
    private final BrokerContact contact;
    private final Duration maxSilence;
    private long askedNanos = System.nanoTime() - FRESH.toNanos();

    BrokerReadiness(
            @Identifier("default-kafka-broker") Map<String, Object> connection,
            PublishingConfig config,
            BrokerContact contact) {
        this.contact = contact;
        this.maxSilence = config.maxSilence();
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_LIMIT_MS / 2);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_LIMIT_MS);
        admin = Admin.create(settings);
    }

    @Override
    public HealthCheckResponse call() {
        if (isOlder(contact.silence(), FRESH)) {
            ask();
        }
        Duration silence = contact.silence();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("broker")
                .status(!isOlder(silence, maxSilence))
                .withData("topic", CloudEventRecord.TOPIC);
        if (silence != null) {
            answer.withData("secondsSinceLastContact", silence.toSeconds());
        }
        return answer.build();
    }

    private synchronized void ask() {
        if (System.nanoTime() - askedNanos < FRESH.toNanos()) {
            return;
        }
        try {
            admin.describeTopics(List.of(CloudEventRecord.TOPIC))
                    .allTopicNames()
                    .get(ANSWER_LIMIT_MS, TimeUnit.MILLISECONDS);
            contact.made();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The silence goes on, and the answer says how long it has lasted.
        } finally {
            askedNanos = System.nanoTime();
        }
    }

    private static boolean isOlder(@Nullable Duration silence, Duration limit) {
        return silence == null || silence.compareTo(limit) > 0;
    }

    @PreDestroy
    void close() {
        admin.close(Duration.ZERO);
    }
}
