// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.publishing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * A time in which annals.events has the same partitions, as a record of annals.event-types says it. Between two epochs
 * publishing is paused.
 *
 * @param number from 1 on
 * @param partitions that it has, or is to have; 0 where no record says it, so that the topic does
 * @param earlierPartitions of the epoch before; 0 for the first
 * @param isPaused whether it has not begun yet
 */
public record Epoch(int number, int partitions, int earlierPartitions, boolean isPaused) {

    /** Of the record: no type of event may have this name. */
    public static final String KEY = "annals.epoch";

    static final Epoch FIRST = new Epoch(1, 0, 0, false);

    /** In which epoch a record of annals.events was sent: one that comes behind the marker of a later epoch is not stored. */
    private static final String HEADER = "annals-epoch";

    /** Reads what {@link #toJson} wrote; refuses other values with an {@link IllegalArgumentException}. */
    public static Epoch of(JsonNode json) {
        Epoch epoch = new Epoch(
                json.path("epoch").asInt(),
                json.path("partitions").asInt(),
                json.path("earlierPartitions").asInt(),
                json.path("paused").asBoolean());
        if (epoch.number < 2 || epoch.earlierPartitions < 1 || epoch.partitions < epoch.earlierPartitions) {
            throw new IllegalArgumentException("An epoch has a number, and partitions that do not become fewer");
        }
        return epoch;
    }

    /** The next epoch, which waits for its partitions. */
    public Epoch next(int from, int to) {
        return new Epoch(number + 1, to, from, true);
    }

    /** The same epoch once it has begun. */
    public Epoch begun() {
        return new Epoch(number, partitions, earlierPartitions, false);
    }

    public ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("epoch", number)
                .put("partitions", partitions)
                .put("earlierPartitions", earlierPartitions)
                .put("paused", isPaused);
    }

    /** The partition of a key, as Kafka's clients choose it; null to let the client choose it. */
    @Nullable
    Integer partition(byte[] key) {
        return partitions == 0 ? null : Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    String header() {
        return HEADER;
    }

    byte[] headerValue() {
        return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    }
}
