// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import java.sql.SQLException;
import java.util.Set;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The failure of a message that fails again however often it is tried: it must be rejected, or nothing behind it would
 * ever be stored. A failure of the database, the network or the broker is none: it ends, and the message is stored then.
 */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * SQLSTATE classes that are about the row: feature not supported, cardinality, data exception, integrity constraint,
     * check option, program limit exceeded, error raised in PL/pgSQL. A missing table or permission is not among them:
     * it would refuse every message.
     */
    private static final Set<String> ROW_ERRORS = Set.of("0A", "21", "22", "23", "44", "54", "P0");

    private Refusal(RuntimeException cause) {
        super(cause);
    }

    /**
     * The failure of a step with a message, as a refusal unless something outside of the message can have caused it.
     * SQL and Kafka failures speak for themselves; any other exception comes from a value that our code or the driver
     * can't handle.
     */
    static RuntimeException classified(RuntimeException failure) {
        if (failure instanceof PlaceLostException || isExternal(failure)) {
            return failure;
        }
        return new Refusal(failure);
    }

    static boolean isRefusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return isAboutRow(sql);
            }
            if (cause instanceof KafkaException kafka && kafka.getCause() == null) {
                return isAboutRecord(kafka);
            }
            if (cause instanceof Refusal) {
                return true;
            }
        }
        return false;
    }

    /** The reason in the words of a publisher, who knows nothing of tables and topics. */
    static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return "The database refuses the message (SQLSTATE " + sql.getSQLState() + ").";
            }
            if (cause instanceof RecordTooLargeException) {
                return "The message is too large for the topic that changes are published to.";
            }
        }
        return "The message has a value that can't be stored. The log of the service says which.";
    }

    /** The exception with its stack trace where it is our own fault. That of a database repeats the row, and is left out. */
    static @Nullable Throwable fault(Throwable failure) {
        return isExternal(failure) ? null : failure;
    }

    private static boolean isExternal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException || cause instanceof KafkaException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAboutRow(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.length() == 5 && ROW_ERRORS.contains(state.substring(0, 2));
    }

    private static boolean isAboutRecord(KafkaException failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof InvalidRecordException
                || failure instanceof SerializationException;
    }
}
