// SPDX-License-Identifier: Apache-2.0
package org.annals.system.deploy;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads manifests, and knows what fields each kind has. */
final class Manifests {

    static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    static final Path KUBERNETES = HOME.resolve("deploy/kubernetes");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final KubernetesSerialization KINDS = new KubernetesSerialization();

    /** They are registered by the version before, which has the same models. */
    private static final Map<String, Class<?>> STRIMZI = Map.of(
            "kafka.strimzi.io/v1 Kafka", Kafka.class,
            "kafka.strimzi.io/v1 KafkaNodePool", KafkaNodePool.class,
            "kafka.strimzi.io/v1 KafkaTopic", KafkaTopic.class,
            "kafka.strimzi.io/v1 KafkaUser", KafkaUser.class);

    /** The models keep fields that they don't know, as a client must; here they are mistakes. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .build();

    private Manifests() {}

    /** All documents of a YAML text. */
    static List<JsonNode> read(String text) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (var all = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            while (all.hasNextValue()) {
                documents.add(all.nextValue());
            }
        }
        return documents;
    }

    /** The manifests as they are written, and the patches that have their shape. */
    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(KUBERNETES)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .sorted()
                    .toList();
        }
    }

    static boolean isManifest(JsonNode document) {
        return document.has("apiVersion") && document.has("kind");
    }

    static String kind(JsonNode manifest) {
        return manifest.get("apiVersion").asText() + " " + manifest.get("kind").asText();
    }

    static boolean isKnown(JsonNode manifest) {
        return model(manifest) != null;
    }

    /** What is wrong with it by the model of its kind. */
    static Optional<String> mistake(JsonNode manifest) {
        try {
            STRICT.treeToValue(manifest, requireNonNull(model(manifest)));
            return Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.of(e.toString());
        }
    }

    private static @Nullable Class<?> model(JsonNode manifest) {
        Class<?> strimzi = STRIMZI.get(kind(manifest));
        if (strimzi != null) {
            return strimzi;
        }
        return KINDS.getRegisteredKubernetesResource(
                manifest.get("apiVersion").asText(), manifest.get("kind").asText());
    }
}
