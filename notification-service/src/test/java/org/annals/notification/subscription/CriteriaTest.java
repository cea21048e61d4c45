// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.annals.edtf.Edtf;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriteriaTest {

    private static final Instant RECORDED = Instant.parse("2022-09-04T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "confirmed, true",
        "reported, true",
        "claimed, false",
        "disputed, false",
        ", false",
    })
    void an_event_must_be_as_sure_as_asked(@Nullable String status, boolean wanted) {
        EventStatus given = status == null ? null : EventStatus.parse(status);

        assertEquals(wanted, wants("{\"minimumStatus\": \"reported\"}", facts(given, "2022-08", false)));
    }

    @ParameterizedTest
    @CsvSource({
        "2022-08-05, P30D, true",
        "2022-08-04T23:59:59Z, P30D, false",
        "2022-08-04, P30D, false",
        "2022-08, P30D, true",
        "2022-08-04, P1M, true",
        "2022-09-02, PT24H, false",
        "2022-09-03T00:00:00Z, PT24H, true",
        "2022-09-01T23:00:00Z, P1DT25H, true",
        "../2022, P1D, true",
    })
    void what_had_happened_longer_before_it_was_recorded_is_not_wanted(String occurred, String age, boolean wanted) {
        assertEquals(wanted, wants("{\"maximumAge\": \"" + age + "\"}", facts(null, occurred, false)));
    }

    @Test
    void a_retraction_that_does_not_say_of_when_is_for_those_who_were_told_alone() {
        Facts retraction = new Facts(
                "story", "report.issued", Map.of("kind", "retraction"), Set.of(), null, null, RECORDED, false);

        assertFalse(wants("{\"maximumAge\": \"P30D\"}", retraction));
        assertTrue(wants("{}", retraction));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void archive_material_is_wanted_by_who_asked_for_it(boolean backfill, boolean wanted) {
        assertEquals(wanted, wants("{\"backfill\": " + backfill + "}", facts(null, "1991", true)));
    }

    @ParameterizedTest
    @CsvSource({"/desk/kyiv, true", "/desk/lviv, false"})
    void the_source_is_exact(String source, boolean wanted) {
        assertEquals(wanted, wants("{\"source\": \"" + source + "\"}", facts(null, "2022", false)));
    }

    private static boolean wants(String asked, Facts facts) {
        return SubscriptionFixture.subscription(UUID.randomUUID(), asked).wants(facts);
    }

    private static Facts facts(@Nullable EventStatus status, String occurred, boolean backfill) {
        return new Facts(
                "story",
                "report.issued",
                Map.of("source", "/desk/kyiv"),
                Set.of(),
                status,
                Edtf.parse(occurred).latest(),
                RECORDED,
                backfill);
    }
}
