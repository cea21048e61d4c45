// SPDX-License-Identifier: Apache-2.0
package org.annals.local.image;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What builds images, in the order in which they are preferred. All take the same arguments. */
enum Tool {
    DOCKER("version"),
    PODMAN("info"),
    BUILDAH("info");

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

    /** The command that fails where the tool is installed but can't work, as docker without its engine. */
    private final String probe;

    Tool(String probe) {
        this.probe = probe;
    }

    String program() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where it is installed, in the folders of a PATH. */
    Optional<Path> find(String path) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program()))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether it can build anything, once it is found. */
    boolean works(Path installed) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(installed.toString(), probe)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }
}
