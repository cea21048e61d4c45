// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import org.eclipse.microprofile.config.ConfigProvider;

/** What operators ask, on the port for them. */
public final class Management {

    private Management() {}

    /**
     * Asks.
     *
     * @param path below {@code /q}
     */
    public static Response get(String path) {
        return given().get(ConfigProvider.getConfig().getValue("test.management.url", String.class) + path);
    }
}
