// SPDX-License-Identifier: Apache-2.0
package org.annals.system.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {

    /** Of these no models are published for Java: {@code system-tests/kubernetes/check-operators} checks them. */
    private static final Set<String> WITHOUT_MODEL = Set.of(
            "keda.sh/v1alpha1 ScaledObject",
            "keda.sh/v1alpha1 TriggerAuthentication",
            "postgresql.cnpg.io/v1 Cluster",
            "postgresql.cnpg.io/v1 ScheduledBackup",
            "barmancloud.cnpg.io/v1 ObjectStore");

    @TempDir
    Path directory;

    @Test
    void no_manifest_has_a_field_that_its_kind_does_not_have() throws IOException {
        List<String> mistakes = new ArrayList<>();
        int read = 0;
        for (Path file : Manifests.files()) {
            for (JsonNode document : Manifests.read(Files.readString(file))) {
                if (Manifests.isManifest(document)) {
                    read++;
                    check(document).ifPresent(mistake -> mistakes.add(file + ": " + mistake));
                }
            }
        }

        assertEquals(List.of(), mistakes);
        assertTrue(read > 40, "Only " + read + " manifests were found");
    }

    @Test
    void a_field_that_does_not_exist_is_found() throws IOException {
        String manifest = Files.readString(Manifests.KUBERNETES.resolve("base/ingest-service.yaml"))
                .replace("periodSeconds", "periodSecond");

        List<String> mistakes = new ArrayList<>();
        for (JsonNode document : Manifests.read(manifest)) {
            check(document).ifPresent(mistakes::add);
        }

        assertEquals(1, mistakes.size(), mistakes.toString());
        assertTrue(mistakes.get(0).contains("periodSecond"), mistakes.toString());
    }

    @Test
    void pods_meet_the_restricted_profile_and_write_to_volumes_alone() throws IOException {
        List<String> lax = new ArrayList<>();
        for (Path file : Manifests.files()) {
            for (JsonNode document : Manifests.read(Files.readString(file))) {
                JsonNode pod = document.at("/spec/template/spec");
                // Patches say only what is different.
                if (pod.has("securityContext")) {
                    lax.addAll(
                            laxness(file + " " + document.at("/metadata/name").asText(), pod));
                }
            }
        }

        assertEquals(List.of(), lax);
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/single-node", "overlays/production"})
    void kustomize_builds_it(String overlay) throws Exception {
        assumeTrue(hasKustomize(), "There is no kubectl with kustomize 5 here");
        // Files that an installation makes, beside a copy of all that it is built from.
        Path copy = copy(Manifests.HOME.resolve("deploy"));
        for (String secret : List.of("postgresql", "ingest-service", "timeline-service", "notification-service")) {
            Path file = copy.resolve("kubernetes/overlays/single-node/secrets/" + secret + ".env");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "NAME=value\n");
        }

        List<JsonNode> built = Manifests.read(Tools.output(
                "kubectl", "kustomize", copy.resolve("kubernetes/" + overlay).toString()));

        Set<String> kinds = new TreeSet<>();
        List<String> mistakes = new ArrayList<>();
        for (JsonNode manifest : built) {
            kinds.add(Manifests.kind(manifest));
            check(manifest).ifPresent(mistakes::add);
        }
        assertEquals(List.of(), mistakes);
        assertTrue(kinds.contains("apps/v1 Deployment"), kinds.toString());
    }

    private static Optional<String> check(JsonNode manifest) {
        if (WITHOUT_MODEL.contains(Manifests.kind(manifest))) {
            return Optional.empty();
        }
        if (!Manifests.isKnown(manifest)) {
            return Optional.of("There is no " + Manifests.kind(manifest));
        }
        return Manifests.mistake(manifest).map(mistake -> Manifests.kind(manifest) + ": " + mistake);
    }

    private static List<String> laxness(String name, JsonNode pod) {
        List<String> lax = new ArrayList<>();
        require(lax, name, pod.at("/securityContext/runAsNonRoot").asBoolean(), "may run as root");
        require(
                lax,
                name,
                pod.at("/securityContext/seccompProfile/type").asText().equals("RuntimeDefault"),
                "has no seccomp profile");
        require(lax, name, !pod.path("automountServiceAccountToken").asBoolean(true), "has a token of the cluster");
        for (String containers : List.of("containers", "initContainers")) {
            for (JsonNode container : pod.path(containers)) {
                String who = name + "/" + container.get("name").asText();
                JsonNode context = container.path("securityContext");
                require(lax, who, !context.path("allowPrivilegeEscalation").asBoolean(true), "may gain privileges");
                require(lax, who, context.path("readOnlyRootFilesystem").asBoolean(), "may write to its image");
                require(lax, who, context.at("/capabilities/drop/0").asText().equals("ALL"), "has capabilities");
                require(
                        lax,
                        who,
                        container.at("/resources/limits").has("memory") || containers.equals("initContainers"),
                        "has no limit of memory");
            }
        }
        return lax;
    }

    private static void require(List<String> lax, String who, boolean holds, String otherwise) {
        if (!holds) {
            lax.add(who + " " + otherwise);
        }
    }

    private Path copy(Path deploy) throws IOException {
        Path copy = directory.resolve("deploy");
        for (String part : List.of("kubernetes", "grafana")) {
            try (var files = Files.walk(deploy.resolve(part))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (!file.toString().contains("/secrets/")) {
                        Path target = copy.resolve(deploy.relativize(file));
                        Files.createDirectories(target.getParent());
                        Files.copy(file, target);
                    }
                }
            }
        }
        return copy;
    }

    private static boolean hasKustomize() throws Exception {
        return Tools.has("kubectl", "version", "--client")
                && Tools.output("kubectl", "version", "--client").contains("Kustomize Version: v5");
    }
}
