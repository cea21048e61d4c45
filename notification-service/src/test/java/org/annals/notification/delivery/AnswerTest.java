// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.annals.notification.ChangesTopic;
import org.annals.notification.RawReceiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What receivers answer, well or badly. */
@QuarkusTest
class AnswerTest {

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    private final String timeline = ChangesTopic.newTimeline();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100 Continue",
                "102 Processing",
                "103 Early Hints\r\nlink: </style.css>",
                "104 Upload Resumption Supported",
                "199 Of Tomorrow"
            })
    void an_interim_answer_is_not_the_answer(String interim) throws IOException {
        String answer = "HTTP/1.1 " + interim + "\r\n\r\n";
        try (RawReceiver receiver =
                RawReceiver.answering(answer + answer + "HTTP/1.1 503 Busy\r\ncontent-length: 2\r\n\r\nno")) {
            Subscriber subscriber = Subscriber.to(timeline, receiver.url("/"));

            for (int i = 0; i < 3; i++) {
                test(subscriber).body("status", equalTo(503)).body("response", equalTo("no"));
            }

            assertEquals(3, receiver.requests().size());
            assertEquals(1, receiver.connections());
        }
    }

    @Test
    void a_switch_to_another_protocol_is_no_answer() throws IOException {
        try (RawReceiver receiver = RawReceiver.answering(
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")) {
            Subscriber subscriber = Subscriber.to(timeline, receiver.url("/"));

            for (int i = 0; i < 2; i++) {
                test(subscriber).body("outcome", equalTo("invalid-response")).body("status", equalTo(101));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nM\u00c3\u00bcll",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nx",
                "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 500 Another answer\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\n\r\n\r\n"
            })
    void what_comes_after_an_answer_is_not_taken_for_the_next(String answer) throws IOException {
        int status = Integer.parseInt(answer.substring(9, 12));
        try (RawReceiver receiver = RawReceiver.answering(answer)) {
            Subscriber subscriber = Subscriber.to(timeline, receiver.url("/"));

            for (int i = 0; i < 5; i++) {
                test(subscriber).body("status", equalTo(status));
            }

            assertEquals(5, receiver.requests().size());
            assertEquals(5, receiver.connections());
        }
    }

    @Test
    void what_comes_while_nothing_was_asked_ends_the_connection() throws IOException {
        CountDownLatch answered = new CountDownLatch(1);
        try (RawReceiver receiver = new RawReceiver((number, out) -> {
            RawReceiver.write(out, "HTTP/1.1 204 No Content\r\n\r\n");
            if (number == 1) {
                await().until(() -> answered.getCount() == 0);
                RawReceiver.write(out, "HTTP/1.1 500 Late\r\ncontent-length: 0\r\n\r\n");
            }
            return true;
        })) {
            Subscriber subscriber = Subscriber.to(timeline, receiver.url("/"));
            test(subscriber).body("status", equalTo(204));

            answered.countDown();

            await().until(() -> receiver.ended() == 1);
            test(subscriber).body("status", equalTo(204));
        }
    }

    @Test
    void a_connection_that_closes_before_it_answers_costs_no_attempt() throws IOException {
        // Of two requests on a connection, the second is not answered.
        try (RawReceiver receiver = new RawReceiver((number, out) -> {
            if (number % 2 == 1) {
                RawReceiver.write(out, "HTTP/1.1 204 No Content\r\n\r\n");
            }
            return number % 2 == 1;
        })) {
            Subscriber subscriber = Subscriber.to(timeline, receiver.url("/"));
            topic.put(timeline, 1, "report.issued");
            await().until(() -> subscriber.deliveries().getList("items").size() == 1);

            topic.put(timeline, 2, "report.issued");

            await().until(() -> List.of("delivered", "delivered")
                    .equals(subscriber.deliveries().getList("items.status")));
            assertEquals(List.of(1, 1), subscriber.deliveries().getList("items.attempts.number.flatten()"));
            assertEquals(3, receiver.requests().size());
            assertEquals(2, receiver.connections());
        }
    }

    @Test
    void a_new_connection_that_closes_before_it_answers_is_a_failure() throws IOException {
        try (RawReceiver receiver = new RawReceiver((number, out) -> false)) {
            Subscriber subscriber = Subscriber.to(timeline, receiver.url("/"));

            test(subscriber).body("outcome", equalTo("closed")).body("status", nullValue());

            assertEquals(1, receiver.requests().size());
        }
    }

    @Test
    void headers_may_be_long() throws IOException {
        String cookie = "set-cookie: " + "a".repeat(9000) + "\r\n";
        try (RawReceiver receiver =
                RawReceiver.answering("HTTP/1.1 200 OK\r\n" + cookie.repeat(6) + "content-length: 2\r\n\r\nok")) {
            Subscriber subscriber = Subscriber.to(timeline, receiver.url("/"));

            test(subscriber).body("outcome", equalTo("delivered")).body("response", equalTo("ok"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x: ", "no colon\r\n\r\n", "content-length: many\r\n\r\n", "content-length: 2\r\n"})
    void a_status_that_was_read_counts_whatever_becomes_of_the_headers(String headers) throws IOException {
        String sent = headers.equals("x: ") ? headers + "a".repeat(100_000) : headers;
        try (RawReceiver receiver = new RawReceiver((number, out) -> {
            RawReceiver.write(out, "HTTP/1.1 202 Accepted\r\n" + sent);
            return false;
        })) {
            Subscriber subscriber = Subscriber.to(timeline, receiver.url("/"));

            test(subscriber).body("outcome", equalTo("delivered")).body("status", equalTo(202));
        }
    }

    @Test
    void a_status_that_was_read_counts_when_the_headers_never_end() throws IOException {
        try (RawReceiver receiver = RawReceiver.answering("HTTP/1.1 202 Accepted\r\nx: 1\r\n")) {
            Subscriber subscriber = Subscriber.to(timeline, receiver.url("/"));

            test(subscriber).body("outcome", equalTo("delivered")).body("status", equalTo(202));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SSH-2.0-OpenSSH_9.6\r\n", "ICY 200 OK\r\n\r\n", "<html>no</html>\n", "RTSP/1.0 200 OK\r\n\r\n"})
    void what_does_not_speak_http_is_named(String answer) throws IOException {
        try (RawReceiver receiver = RawReceiver.answering(answer)) {
            Subscriber subscriber = Subscriber.to(timeline, receiver.url("/"));

            test(subscriber)
                    .body("outcome", equalTo("invalid-response"))
                    .body("response", startsWith("The answer is not HTTP/1.1: it begins with '" + answer.strip()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 408 Request Timeout",
                "HTTP/1.1 425 Too Early",
                "HTTP/1.1 429 Too Many Requests",
                "HTTP/1.1 600 Of Tomorrow",
                "220 mail.example ESMTP"
            })
    void an_endpoint_that_asks_for_time_or_answers_no_http_is_left_alone(String statusLine) throws IOException {
        try (RawReceiver receiver = RawReceiver.answering(statusLine + "\r\ncontent-length: 0\r\n\r\n")) {
            Subscriber subscriber = Subscriber.to(timeline, receiver.url("/"));

            for (int sequence = 1; sequence <= 40; sequence++) {
                topic.put(timeline, sequence, "report.issued");
            }

            await().until(() -> subscriber.deliveries().getList("items").size() == 40);
            int requests = receiver.requests().size();
            assertTrue(requests < 30, () -> "requests to an endpoint in trouble: " + requests);
        }
    }

    private static ValidatableResponse test(Subscriber subscriber) {
        return given().pathParams(Map.of("id", subscriber.id()))
                .post("/v1/subscriptions/{id}/test")
                .then()
                .statusCode(200);
    }
}
