// SPDX-License-Identifier: Apache-2.0
package org.annals.notification;

import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OperatingTest {

    @Test
    void readiness_names_the_broker_and_the_database() {
        Management.get("/health/ready")
                .then()
                .statusCode(200)
                .body("checks.name", hasItems("Kafka connection health check", "Database connections health check"));
    }

    @Test
    void liveness_is_that_the_consumer_runs() {
        Management.get("/health/live")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'change-consumer' }.status", equalTo("UP"));
    }

    @Test
    void metrics_tell_of_attempts_lag_and_what_is_due() {
        try (ChangesTopic topic = new ChangesTopic();
                Receiver receiver = new Receiver()) {
            String timeline = ChangesTopic.newTimeline();
            Subscriber.to(timeline, receiver.url("/hook"));

            topic.put(timeline, 1, "report.issued");

            await().untilAsserted(() -> Management.get("/metrics")
                    .then()
                    .statusCode(200)
                    .body(containsString("annals_delivery_attempts_seconds_count{outcome=\"delivered\"}"))
                    .body(containsString("annals_delivery_lag_seconds_bucket"))
                    .body(containsString("annals_delivery_due "))
                    .body(containsString("annals_delivery_due_age "))
                    .body(containsString("annals_changes_read_total"))
                    .body(containsString("annals_changes_unreadable_total"))
                    .body(containsString("kafka_consumer_fetch_manager_records_lag")));
        }
    }

    @Test
    void health_and_metrics_are_not_where_subscribers_are() {
        get("/q/health/ready").then().statusCode(404);
        get("/q/metrics").then().statusCode(404);
    }

    @Test
    void metrics_tell_how_much_mail_is_due() {
        await().untilAsserted(() -> Management.get("/metrics")
                .then()
                .body(containsString("annals_mail_due "))
                .body(containsString("annals_mail_due_age ")));
    }

    @Test
    void the_description_names_every_path() {
        get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body(
                        "paths.keySet()",
                        hasItems(
                                "/v1/subscriptions",
                                "/v1/subscriptions/{id}",
                                "/v1/subscriptions/{subscription}/deliveries"));
    }
}
