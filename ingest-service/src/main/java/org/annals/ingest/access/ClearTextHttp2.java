// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.access;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * HTTP/2 without TLS is off: a proxy that passes the upgrade on sees no more of the requests on that connection, and so
 * applies none of its rules to them.
 */
@Singleton
class ClearTextHttp2 implements HttpServerOptionsCustomizer {

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false);
    }
}
