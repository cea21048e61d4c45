// SPDX-License-Identifier: Apache-2.0
package org.annals.local.image;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.annals.local.client.CommandFailure;
import org.annals.local.workspace.Service;
import org.annals.local.workspace.Workspace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code annals images} */
@Command(
        name = "images",
        description = "Build an image of each service, with docker, podman or buildah, whichever is there.",
        footer = {"", "deploy/README.md says how to run them: on Kubernetes, or with compose."})
public final class Images implements Callable<Integer> {

    @Option(
            names = "--with",
            paramLabel = "TOOL",
            description = "${COMPLETION-CANDIDATES} (default: the first that works).")
    private @Nullable Tool wanted;

    @Option(
            names = "--registry",
            paramLabel = "NAME",
            defaultValue = "localhost/annals",
            description = "What the names of the images begin with (default: ${DEFAULT-VALUE}).")
    private String registry = "";

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            defaultValue = "dev",
            description = "Their tag (default: ${DEFAULT-VALUE}).")
    private String tag = "";

    @Option(
            names = "--base",
            paramLabel = "IMAGE",
            description =
                    "The image with a JRE that they are built on (default: the one that deploy/Dockerfile names).")
    private @Nullable String base;

    @Option(
            names = "--plain",
            description = "Without the cache of classes, for a base with a JRE older than 25 or without a shell.")
    private boolean plain;

    @Option(names = "--push", description = "Push them to their registry, too.")
    private boolean push;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Path home;
    private final String path;

    /** Builds what is in the workspace. */
    public Images() {
        this(
                Workspace.current().home(),
                Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    Images(Path home, String path) {
        this.home = home;
        this.path = path;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path tool = tool();
        PrintWriter out = spec.commandLine().getOut();
        for (Service service : Service.values()) {
            String image = registry + "/" + service.title() + ":" + tag;
            run(build(tool, service, image));
            if (push) {
                run(List.of(tool.toString(), "push", image));
            }
            out.println((push ? "Built and pushed " : "Built ") + image);
            out.flush();
        }
        return 0;
    }

    private Path tool() throws IOException, InterruptedException {
        List<String> why = new ArrayList<>();
        for (Tool tool : wanted == null ? List.of(Tool.values()) : List.of(wanted)) {
            Optional<Path> installed = tool.find(path);
            if (installed.isEmpty()) {
                why.add(tool.program() + " is not installed");
            } else if (tool.works(installed.get())) {
                return installed.get();
            } else {
                why.add(tool.program() + " is installed but does not work ('" + tool.program()
                        + " info' says why; docker needs its engine to run)");
            }
        }
        throw new CommandFailure(
                "No image can be built: " + String.join("; ", why) + ". Install one of docker, podman and buildah.");
    }

    private List<String> build(Path tool, Service service, String image) {
        Path jar = service.jar(home);
        if (!Files.isRegularFile(jar)) {
            throw new CommandFailure(service.title() + " is not built: " + jar + " is missing");
        }
        List<String> command = new ArrayList<>(List.of(
                tool.toString(),
                "build",
                "--file",
                home.resolve("deploy/Dockerfile").toString(),
                "--tag",
                image));
        if (base != null) {
            command.addAll(List.of("--build-arg", "BASE=" + base));
        }
        if (plain) {
            command.addAll(List.of("--target", "plain"));
        }
        command.add(jar.resolveSibling(".").normalize().toString());
        return command;
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        // What it says, people see as it comes.
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        // Unless it is told so, buildah makes one layer of all.
        builder.environment().putIfAbsent("BUILDAH_LAYERS", "true");
        int status = builder.start().waitFor();
        if (status != 0) {
            throw new CommandFailure("'" + String.join(" ", command) + "' failed (exit status " + status + ")");
        }
    }
}
