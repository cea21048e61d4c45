// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Who may do what, where there is a login. */
@ConfigMapping(prefix = "annals.access")
interface AccessConfig {

    /** What is asked of those who connect. */
    enum Certificates {
        NONE,
        REQUEST,
        REQUIRED
    }

    /** Whether public timelines are for everybody, or only for readers. */
    @WithDefault("true")
    boolean anonymousReading();

    /**
     * Host names beside those of loopback under which the service answers. Without a login, pages of these hosts may send
     * requests, and no other name is answered; with a login, every name is answered where none is set here.
     */
    Optional<List<String>> allowedHosts();

    /** Requests a second from one caller, on average; no limit where it is not set. */
    Optional<Integer> rateLimit();

    /** Whether whoever connects by TLS must show a certificate that the trust store vouches for. */
    @WithDefault("none")
    Certificates clientCertificates();

    /** Requests that one caller may make at once, before the rate counts. */
    @WithDefault("50")
    int burst();
}
