// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of Annals, as an operator creates them: events and changes are kept for ever. */
public final class Topics {

    /** How far the services can scale out; growing it later moves timelines between partitions. */
    private static final int PARTITIONS = 12;

    private static final short REPLICAS = 1;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

    private static final Map<String, String> KEPT_FOR_EVER = Map.of(
            "retention.ms", "-1",
            "retention.bytes", "-1",
            "max.message.bytes", Integer.toString(MAX_MESSAGE_BYTES),
            // Recorded time is the broker's, so that a database rebuilt from the topic is the same.
            "message.timestamp.type", "LogAppendTime");

    private static final List<NewTopic> ALL = List.of(
            new NewTopic("annals.events", PARTITIONS, REPLICAS).configs(KEPT_FOR_EVER),
            new NewTopic("annals.changes", PARTITIONS, REPLICAS).configs(KEPT_FOR_EVER),
            new NewTopic("annals.rejected", PARTITIONS, REPLICAS).configs(KEPT_FOR_EVER),
            new NewTopic("annals.event-types", 1, REPLICAS).configs(Map.of("cleanup.policy", "compact")),
            new NewTopic("annals.timelines", 1, REPLICAS).configs(Map.of("cleanup.policy", "compact")));

    private Topics() {}

    /** Creates the topics that are missing. */
    public static void create(String bootstrapServers) throws IOException {
        create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Creates the topics that are missing, at the broker that these settings of a client name. */
    static void create(Map<String, Object> connection) throws IOException {
        create(connection, ALL);
    }

    /** Creates the topics that are missing, with copies on so many brokers, of which so many must have what is acknowledged. */
    public static void create(String bootstrapServers, short replicas, int inSync) throws IOException {
        List<NewTopic> copied = new ArrayList<>();
        for (NewTopic topic : ALL) {
            Map<String, String> settings = new HashMap<>(topic.configs());
            settings.put("min.insync.replicas", Integer.toString(inSync));
            copied.add(new NewTopic(topic.name(), topic.numPartitions(), replicas).configs(settings));
        }
        create(Map.of("bootstrap.servers", bootstrapServers), copied);
    }

    private static void create(Map<String, Object> connection, List<NewTopic> topics) throws IOException {
        try (Admin admin = Admin.create(connection)) {
            for (var result : admin.createTopics(topics).values().entrySet()) {
                try {
                    result.getValue().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new IOException("Topic " + result.getKey() + " could not be created", e.getCause());
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while topics were created", e);
        } catch (TimeoutException e) {
            throw new IOException("The broker did not create the topics within " + LIMIT.toSeconds() + " s", e);
        }
    }
}
