// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import org.eclipse.microprofile.config.ConfigProvider;

/** What operators ask, on the port for them. */
final class Management {

    private Management() {}

    /**
     * Asks.
     *
     * @param path below {@code /q}
     */
    static Response get(String path) {
        return given().get(ConfigProvider.getConfig().getValue("test.management.url", String.class) + path);
    }
}
