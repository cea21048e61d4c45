package org.annals.ingest;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.annals.local.InfrastructureTestResource;

/** A service that imports, from beside a timeline, and takes only events of types that it knows. */
public final class StrictWithTimeline implements QuarkusTestResourceLifecycleManager {

    private final InfrastructureTestResource infrastructure = new InfrastructureTestResource();
    private TimelineStub timeline;

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(infrastructure.start());
        try {
            timeline = new TimelineStub(settings.get("kafka.bootstrap.servers"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settings.put("annals.imports.timeline-url", timeline.url());
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
