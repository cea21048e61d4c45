// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.access;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Whether callers have tokens that can be checked. Without, this service is for its own machine alone. */
@Singleton
public class Login {

    private static final Logger LOG = Logger.getLogger(Login.class);

    /** Before any other part begins to work; the port is opened after all of them. */
    private static final int FIRST = 1;

    private final boolean required;
    private final String host;

    Login(
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> provider,
            @ConfigProperty(name = "quarkus.oidc.public-key") Optional<String> publicKey,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        this.required = provider.isPresent() || publicKey.isPresent();
        this.host = host;
    }

    public boolean isRequired() {
        return required;
    }

    void check(@Observes @Priority(FIRST) StartupEvent start) {
        if (required) {
            return;
        }
        if (!isLoopback(host)) {
            throw new ConfigurationException("This service does not start: it would listen on " + host
                    + ", where others reach it, and nothing tells who may do what. Set QUARKUS_OIDC_AUTH_SERVER_URL (an"
                    + " OpenID Connect provider) or QUARKUS_OIDC_PUBLIC_KEY (of whoever signs the tokens; './annals token'"
                    + " does), or QUARKUS_HTTP_HOST=127.0.0.1 to keep it to this machine.");
        }
        LOG.infof("No login: whoever reaches %s may do everything", host);
    }

    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
