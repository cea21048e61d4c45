// SPDX-License-Identifier: Apache-2.0
package org.annals.local.client;

import java.net.URI;
import org.annals.local.workspace.Service;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where notification-service is. */
public final class NotificationServer {

    @Option(
            names = "--notification-url",
            paramLabel = "URL",
            description =
                    "Address of notification-service (default: $ANNALS_NOTIFICATION_URL, else where ./annals up runs it, else"
                            + " http://127.0.0.1:8082).")
    private @Nullable URI url;

    public Server find() {
        return Server.find(Service.NOTIFICATION, url);
    }
}
