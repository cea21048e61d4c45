#!/usr/bin/env bash
# Makes the topics that are missing; it changes none.
set -eu
create() {
    /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --topic "$@"
}
# Kept for ever. Recorded time is the broker's, so that a database built again from the topic is the same.
kept="--config retention.ms=-1 --config retention.bytes=-1 --config max.message.bytes=2097152
    --config message.timestamp.type=LogAppendTime"
# How far the services can scale out; more later would move timelines between partitions.
create annals.events --partitions 12 $kept
create annals.changes --partitions 12 $kept
create annals.rejected --partitions 12 $kept
create annals.event-types --partitions 1 --config cleanup.policy=compact
create annals.timelines --partitions 1 --config cleanup.policy=compact
