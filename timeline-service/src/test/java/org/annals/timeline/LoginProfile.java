// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The service as it is where tokens are asked for. */
public final class LoginProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.oidc.public-key", Tokens.KEY.publicKey(), "annals.access.allowed-hosts", "annals.example.org");
    }
}
