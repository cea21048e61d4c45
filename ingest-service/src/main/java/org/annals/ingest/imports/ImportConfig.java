package org.annals.ingest.imports;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Whom imports ask what is stored already. */
@ConfigMapping(prefix = "annals.imports")
interface ImportConfig {

    /** Of timeline-service. */
    @WithDefault("http://127.0.0.1:8080")
    URI timelineUrl();

    /** For timeline-service to answer a question. */
    @WithDefault("5s")
    Duration answerLimit();

    /** For what was published to be stored, before the answer says that it is still on its way. */
    @WithDefault("10s")
    Duration storageLimit();
}
