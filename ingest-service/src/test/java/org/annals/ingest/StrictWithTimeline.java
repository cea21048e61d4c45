// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static java.util.Objects.requireNonNull;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.annals.local.InfrastructureTestResource;
import org.jspecify.annotations.Nullable;

/** A service that imports, from beside a timeline, and takes only events of types that it knows. */
public final class StrictWithTimeline implements QuarkusTestResourceLifecycleManager {

    private final InfrastructureTestResource infrastructure = new InfrastructureTestResource();
    private @Nullable TimelineStub timeline;

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(infrastructure.start());
        try {
            TimelineStub stub = new TimelineStub(requireNonNull(settings.get("kafka.bootstrap.servers")));
            settings.put("annals.imports.timeline-url", stub.url());
            timeline = stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settings.put("annals.ingest.types.strict", "true");
        return settings;
    }

    @Override
    public void stop() {
        if (timeline != null) {
            timeline.close();
        }
        infrastructure.stop();
    }
}
