// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.access;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/** Mutual TLS: whether whoever connects must show a certificate that the trust store vouches for. */
@Singleton
class ClientCertificates implements HttpServerOptionsCustomizer {

    private final ClientAuth asked;

    ClientCertificates(AccessConfig config) {
        this.asked = ClientAuth.valueOf(config.clientCertificates().name());
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        options.setClientAuth(asked);
    }
}
