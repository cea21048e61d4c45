// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives a service's tests the real broker and database, on free ports and new data. The init argument
 * {@code database} names the service's database.
 */
public final class InfrastructureTestResource implements QuarkusTestResourceLifecycleManager {

    private String databaseName = "timeline";
    private @Nullable Infrastructure infrastructure;

    @Override
    public void init(Map<String, String> initArgs) {
        databaseName = initArgs.getOrDefault("database", databaseName);
    }

    @Override
    public Map<String, String> start() {
        try {
            infrastructure = Infrastructure.start(Files.createTempDirectory(Path.of("target"), "infrastructure"));
            return infrastructure.settings(databaseName);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (infrastructure == null) {
            return;
        }
        try {
            infrastructure.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
