// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.credentials;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CredentialsTest {

    private static final byte[] CONTENT = {1, 2, 3};
    private static final Instant NOW = Instant.parse("2022-08-04T09:30:00Z");

    private final Secret former = Secret.generate(new SecureRandom());
    private final Secret present = Secret.generate(new SecureRandom());

    @Test
    void a_key_that_was_replaced_signs_beside_the_other_until_its_time_has_come() {
        Instant until = NOW.plus(Duration.ofHours(24));

        Credentials rotated = new Credentials(former).rotate(present, NOW, until);

        assertEquals(present.sign(CONTENT) + " " + former.sign(CONTENT), rotated.sign(CONTENT, until.minusNanos(1)));
        assertEquals(present.sign(CONTENT), rotated.sign(CONTENT, until));
    }
}
