// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How JSON is read from messages, and how times are written in it. */
@Singleton
public final class Json implements ObjectMapperCustomizer {

    /** Refuses what two readers could understand differently: duplicate names, text after the end. */
    public static final JsonMapper STRICT = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** Always three digits: the text of a recorded time is part of what its hash covers. */
    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    /** What follows a year, such as {@code -03-15T12:00:00.000Z}. */
    private static final DateTimeFormatter AFTER_YEAR = DateTimeFormatter.ofPattern("-MM-dd'T'HH:mm:ss.SSSX");

    private static final int LAST_YEAR_OF_FOUR_DIGITS = 9999;
    private static final Instant FIRST_TOLD = Instant.parse("-999999-01-01T00:00:00Z");
    private static final Instant END_OF_TOLD = Instant.parse("+1000000-01-01T00:00:00Z");

    /**
     * RFC 3339 in UTC with milliseconds; before the year 1 and after 9999, an expanded year of ISO 8601 with six digits,
     * such as {@code -000044-03-15T00:00:00.000Z}, as JavaScript reads it.
     */
    public static String time(Instant instant) {
        OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
        int year = time.getYear();
        if (year >= 1 && year <= LAST_YEAR_OF_FOUR_DIGITS) {
            return MILLISECONDS.format(time);
        }
        return "%+07d".formatted(year) + AFTER_YEAR.format(time);
    }

    /** Whether an instant has a year that {@link #time} can write with six digits. */
    public static boolean canTell(Instant instant) {
        return !instant.isBefore(FIRST_TOLD) && instant.isBefore(END_OF_TOLD);
    }

    /** A field's text; empty where it is none. */
    public static String string(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isTextual() ? value.textValue() : "";
    }

    /** A tree as text, with raw values as they are. */
    public static String text(JsonNode node) {
        try {
            return STRICT.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can't be written as JSON", e);
        }
    }

    /** After the framework's own, which would write times with as many digits as they have. */
    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }

    @Override
    public void customize(ObjectMapper mapper) {
        SimpleModule times = new SimpleModule();
        times.addSerializer(Instant.class, new InstantSerializer());
        mapper.registerModule(times);
    }

    private static final class InstantSerializer extends StdSerializer<Instant> {

        private static final long serialVersionUID = 1L;

        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(time(value));
        }
    }
}
