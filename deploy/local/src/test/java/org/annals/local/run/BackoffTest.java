// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff();

    @Test
    void doubles_up_to_its_limit() {
        List<Long> seconds =
                Stream.generate(backoff::next).limit(7).map(Duration::toSeconds).toList();

        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 30L, 30L), seconds);
    }

    @Test
    void begins_anew_once_all_is_well() {
        backoff.next();
        backoff.next();
        backoff.reset();

        assertEquals(Backoff.FIRST, backoff.next());
    }
}
