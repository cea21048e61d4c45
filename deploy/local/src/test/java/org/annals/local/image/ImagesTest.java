// SPDX-License-Identifier: Apache-2.0
package org.annals.local.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.annals.local.workspace.Service;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImagesTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private Path home;
    private Path log;

    @BeforeEach
    void build() throws IOException {
        home = directory.resolve("home");
        log = directory.resolve("calls");
        Files.createFile(log);
        for (Service service : Service.values()) {
            Files.createDirectories(service.jar(home).getParent());
            Files.createFile(service.jar(home));
        }
    }

    @Test
    void builds_each_service_with_the_first_tool_that_works() throws Exception {
        install("docker", 1);
        install("podman", 0);
        install("buildah", 0);

        assertEquals(0, images("--tag", "1.2"));

        assertEquals(
                List.of(
                        "podman build --file " + home + "/deploy/Dockerfile --tag localhost/annals/ingest-service:1.2 "
                                + home + "/ingest-service/target/quarkus-app",
                        "podman build --file " + home
                                + "/deploy/Dockerfile --tag localhost/annals/timeline-service:1.2 " + home
                                + "/timeline-service/target/quarkus-app",
                        "podman build --file " + home
                                + "/deploy/Dockerfile --tag localhost/annals/notification-service:1.2 " + home
                                + "/notification-service/target/quarkus-app"),
                Files.readAllLines(log));
    }

    @Test
    void builds_on_another_base_and_pushes() throws Exception {
        install("buildah", 0);

        assertEquals(0, images("--registry", "registry.example.org/a", "--base", "jre:17", "--plain", "--push"));

        List<String> calls = Files.readAllLines(log);
        assertEquals(6, calls.size(), calls.toString());
        assertTrue(calls.get(0).contains(" --build-arg BASE=jre:17 --target plain "), calls.get(0));
        assertEquals("buildah push registry.example.org/a/ingest-service:dev", calls.get(1));
    }

    @Test
    void says_why_none_can_be_built() throws Exception {
        install("docker", 1);

        assertEquals(1, images());

        assertTrue(out.toString().contains("docker is installed but does not work"), out.toString());
        assertTrue(out.toString().contains("podman is not installed; buildah is not installed"), out.toString());
        assertEquals(List.of(), Files.readAllLines(log));
    }

    @Test
    void fails_when_the_tool_fails() throws Exception {
        install("podman", 0);
        Files.writeString(directory.resolve("bin/podman"), "#!/bin/sh\n[ \"$1\" = info ] || exit 3\n");

        assertEquals(1, images());

        assertTrue(out.toString().contains("(exit status 3)"), out.toString());
    }

    /** A tool that writes down how it is called; whether it works is up to the status of its probe. */
    private void install(String name, int probeStatus) throws IOException {
        Path program = directory.resolve("bin").resolve(name);
        Files.createDirectories(program.getParent());
        Files.writeString(program, """
                #!/bin/sh
                case $1 in version|info) exit %d ;; esac
                echo "%s $*" >> '%s'
                """.formatted(probeStatus, name, log));
        assertTrue(program.toFile().setExecutable(true));
    }

    private int images(String... arguments) {
        PrintWriter writer = new PrintWriter(out);
        return new CommandLine(new Images(home, directory.resolve("bin").toString()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(writer)
                .setExecutionExceptionHandler((exception, commandLine, parsed) -> {
                    writer.println(exception.getMessage());
                    return 1;
                })
                .execute(arguments);
    }
}
