// SPDX-License-Identifier: Apache-2.0
package org.annals.local.client;

import java.net.URI;
import org.annals.local.workspace.Service;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where timeline-service is. */
public final class TimelineServer {

    @Option(
            names = "--timeline-url",
            paramLabel = "URL",
            description =
                    "Address of timeline-service (default: $ANNALS_TIMELINE_URL, else where ./annals up runs it, else"
                            + " http://127.0.0.1:8080).")
    private @Nullable URI url;

    public Server find() {
        return Server.find(Service.TIMELINE, url);
    }
}
