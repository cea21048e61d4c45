// SPDX-License-Identifier: Apache-2.0
package org.annals.notification;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The service as it is where tokens are asked for, and where its operator is strict. */
public final class LoginProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.oidc.public-key", Tokens.KEY.publicKey(),
                // Small, so that a test reaches them.
                "annals.delivery.rate-limit", "20",
                "annals.subscription.max-per-owner", "12",
                "annals.mail.max-unconfirmed-per-owner-per-day", "4",
                "annals.target.handshake-origin", "annals.example.org");
    }
}
