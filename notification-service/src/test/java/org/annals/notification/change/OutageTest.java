// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Management;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OutageTest {

    private final ChangesTopic topic = new ChangesTopic();
    private final Receiver receiver = new Receiver();
    private final String timeline = ChangesTopic.newTimeline();

    @AfterEach
    void close() throws Exception {
        bringDatabaseBack();
        topic.close();
        receiver.close();
    }

    @Test
    void what_comes_while_the_database_is_away_is_alerted_and_recorded() throws Exception {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        topic.put(timeline, 1, "report.issued");
        await().until(() -> statuses(subscriber).equals(List.of("delivered")));

        takeDatabaseAway();
        topic.put(timeline, 2, "report.issued");
        await().until(() -> receiver.received("/hook").size() == 2);
        String newcomer = ChangesTopic.newTimeline();
        topic.put(newcomer, 1, "report.issued");
        Management.get("/health/live").then().statusCode(200);
        Management.get("/health/ready")
                .then()
                .statusCode(503)
                .body("checks.find { it.name.contains('Database') }.status", equalTo("DOWN"))
                .body("checks.find { it.name.contains('Kafka') }.status", equalTo("UP"));
        given().get("/v1/subscriptions").then().statusCode(503).body("code", equalTo("database-unavailable"));
        bringDatabaseBack();

        topic.put(timeline, 3, "report.issued");
        await().until(() -> statuses(subscriber).equals(List.of("delivered", "delivered", "delivered")));
        assertEquals(3, receiver.received("/hook").size());
    }

    @Test
    void an_attempt_that_ends_while_its_delivery_is_not_stored_yet_is_listed_once() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        receiver.answer("/hook", exchange -> {
            try {
                answer.await();
                Receiver.respond(exchange, 503, "");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        double before = failures();
        String refusal = "ALTER TABLE delivery %s CONSTRAINT refuse" + System.nanoTime();
        executeHere(refusal.formatted("ADD") + " CHECK (timeline <> '" + timeline + "') NOT VALID");

        try {
            topic.put(timeline, 1, "report.issued");
            await().until(() -> failures() > before);
            answer.countDown();
            await().until(() -> receiver.received("/hook").size() == 1);
            double then = failures();
            await().until(() -> failures() > then + 1);
        } finally {
            executeHere(refusal.formatted("DROP"));
        }

        await().until(() -> List.of("exhausted").equals(statuses(subscriber)));
        assertEquals(List.of(1, 2, 3), subscriber.deliveries().getList("items[0].attempts.number"));
    }

    /** Statements that the database has refused. */
    private static double failures() throws Exception {
        String url = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class);
        try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()")) {
            row.next();
            return row.getDouble(1);
        }
    }

    private static void executeHere(String sql) throws Exception {
        String url = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class);
        try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> statuses(Subscriber subscriber) {
        return subscriber.deliveries().getList("items.status");
    }

    private static void takeDatabaseAway() throws Exception {
        execute("ALTER DATABASE notification ALLOW_CONNECTIONS false");
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'notification'");
    }

    private static void bringDatabaseBack() throws Exception {
        execute("ALTER DATABASE notification ALLOW_CONNECTIONS true");
    }

    private static void execute(String sql) throws Exception {
        String url = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class);
        try (Connection connection =
                        DriverManager.getConnection(url.replace("/notification", "/postgres"), "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
