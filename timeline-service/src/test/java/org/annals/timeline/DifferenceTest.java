// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.with;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.annals.local.InfrastructureTestResource;
import org.annals.timeline.event.EventId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Differences between contents that are made to be hard to compare. */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class DifferenceTest {

    private final String timeline = "story-" + UUID.randomUUID();

    @Test
    void replaces_a_list_that_takes_too_long_to_align_and_aligns_others() {
        publishWithCorrection("lists", list(0, 40_000) + ",\"short\":[1,2]", list(7, 40_001) + ",\"short\":[2]");
        awaitSequence(2);

        given().get("/v1/events/" + EventId.of(timeline, Topic.SOURCE, "lists") + "/revisions")
                .then()
                .statusCode(200)
                .body("items[1].changes.op", equalTo(List.of("replace", "remove")))
                .body("items[1].changes.path", equalTo(List.of("/details/list", "/details/short/0")))
                .body("items[1].changes[0].fromValue", hasSize(40_000))
                .body("items[1].changes[0].value", hasSize(40_001));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/timelines/", "/embed/"})
    void shows_no_more_differences_on_a_page_than_there_is_room_for(String page) {
        for (int i = 0; i < 3; i++) {
            publishWithCorrection("texts-" + i, texts("a"), texts("b"));
        }
        awaitSequence(6);

        String shown = given().get(page + timeline)
                .then()
                .statusCode(200)
                .body(containsString("More was changed than there is room for here."))
                .extract()
                .asString();
        assertTrue(shown.contains("<del>"), "some differences are shown");
        assertTrue(shown.length() < 5_000_000, shown.length() + " characters");
    }

    @Test
    void compares_nothing_for_the_strip_of_time() {
        publishWithCorrection("texts", texts("a"), texts("b"));
        awaitSequence(2);

        given().get("/timelines/" + timeline + "/strip")
                .then()
                .statusCode(200)
                .body("events", hasSize(1))
                .body("events[0].title", equalTo("Hard to compare"));
    }

    private void publishWithCorrection(String id, String before, String after) {
        publish(event(timeline, id, "report.issued"), content(before));
        publish(with(event(timeline, id + "-2", "report.issued"), "ce_corrects", id), content(after));
    }

    private static String content(String details) {
        return "{\"occurred\":\"2022\",\"title\":\"Hard to compare\",\"details\":{%s}}".formatted(details);
    }

    /** Digits that come in another order with each seed. */
    private static String list(int seed, int length) {
        return IntStream.range(0, length)
                .mapToObj(i -> Integer.toString((i + seed) * 7_919 % 104_729 % 10))
                .collect(Collectors.joining(",", "\"list\":[", "]"));
    }

    /** As many fields as fit into an event, each as long as a text may be to be compared word by word. */
    private static String texts(String every) {
        String text =
                IntStream.range(0, 399).mapToObj(i -> i % 3 == 0 ? every : "c").collect(Collectors.joining(" "));
        return IntStream.range(0, 300)
                .mapToObj(i -> "\"field-" + i + "\":\"" + text + "\"")
                .collect(Collectors.joining(","));
    }

    private void awaitSequence(int sequence) {
        Awaitility.await()
                .untilAsserted(() -> assertEquals(
                        Integer.valueOf(sequence),
                        given().get("/v1/timelines/" + timeline)
                                .then()
                                .extract()
                                .path("sequence")));
    }
}
