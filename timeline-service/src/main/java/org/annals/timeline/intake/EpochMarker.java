// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.annals.timeline.json.Json;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A control record of annals.events: an epoch begins behind it. Between two epochs partitions are added, and a timeline
 * may go on in another partition. A record belongs to the epoch of the last marker before it in its partition.
 *
 * @param epoch that begins; the first one has no markers
 * @param earlierPartitions how many partitions the epoch before had
 */
record EpochMarker(int epoch, int earlierPartitions) {

    private static final String TYPE = "annals.epoch.started";

    /** In which epoch ingest sent a record. Records of other writers don't have it. */
    private static final String EPOCH_HEADER = "annals-epoch";

    /** The type's header, by which a record is known as a marker. */
    static boolean isMarker(ConsumerRecord<byte[], byte[]> record) {
        return TYPE.equals(header(record, "ce_type"));
    }

    /** The marker that a record is; null for one that is none, or that can't be read. */
    static @Nullable EpochMarker of(ConsumerRecord<byte[], byte[]> record) {
        if (!isMarker(record) || record.value() == null) {
            return null;
        }
        try {
            JsonNode data = Json.STRICT.readTree(new String(record.value(), StandardCharsets.UTF_8));
            int epoch = data.path("epoch").asInt();
            int earlierPartitions = data.path("earlierPartitions").asInt();
            return epoch > 1 && earlierPartitions > 0 ? new EpochMarker(epoch, earlierPartitions) : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /**
     * Says that ingest sent a record in an epoch that had ended in its partition. Its publisher was not told that it was
     * accepted, and sends it again; stored here, it could come before or after what other partitions have of its timeline.
     */
    static boolean isLate(ConsumerRecord<byte[], byte[]> record, int epoch) {
        String sentIn = header(record, EPOCH_HEADER);
        return sentIn != null && sentIn.matches("[0-9]{1,9}") && Integer.parseInt(sentIn) < epoch;
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
