package org.annals.notification.change;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
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
