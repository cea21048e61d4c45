// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Random;
import java.util.SplittableRandom;

/** CloudEvents of exactly 500 bytes, the same at each run; their words are as unevenly frequent as those of a language. */
final class Events {

    static final int BYTES = 500;
    static final String CONTENT_TYPE = "application/cloudevents+json";

    private static final int WORDS = 5000;
    private static final int NAMES = 1000;
    private static final int TAGS = 40;
    private static final long DAYS = 30 * 365;
    private static final LocalDate FIRST_DAY = LocalDate.of(1995, 1, 1);
    private static final String[] TYPES = {
        "report.issued", "statement.made", "director.resigned", "person.arrested", "law.passed", "court.ruled"
    };
    private static final String[] SYLLABLES = {
        "ka", "ro", "mi", "ten", "sol", "ber", "du", "va", "lin", "por", "es", "tar", "no", "gri", "hal", "un", "pek"
    };

    private final String run;
    private final int timelines;

    /**
     * Prepares events.
     *
     * @param run names them: those of another run are other events
     * @param timelines over how many they spread
     */
    Events(String run, int timelines) {
        this.run = run;
        this.timelines = timelines;
    }

    String timeline(long number) {
        return run + "-" + number % timelines;
    }

    String id(long number) {
        return "e%09d".formatted(number);
    }

    /** The event of that number, as JSON in structured form. */
    byte[] structured(long number) {
        SplittableRandom random = new SplittableRandom(number);
        String before = """
                {"specversion":"1.0","id":"%s","source":"/desk/%s","type":"%s","subject":"%s","data":{"occurred":"%s",\
                "title":"%s","actors":[{"name":"%s","kind":"person"}],"tags":["%s"],"status":"confirmed","summary":"\
                """.formatted(
                        id(number),
                        run,
                        TYPES[random.nextInt(TYPES.length)],
                        timeline(number),
                        FIRST_DAY.plusDays(random.nextLong(DAYS)),
                        words(random, 6),
                        name(random.nextInt(NAMES)),
                        "tag" + random.nextInt(TAGS));
        String after = "\"}}";
        StringBuilder event = new StringBuilder(before);
        while (event.length() < BYTES - after.length()) {
            event.append(word(random)).append(' ');
        }
        event.setLength(BYTES - after.length());
        return event.append(after).toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** So many events from that number on, as a JSON array. */
    byte[] batch(long first, int count) {
        StringBuilder batch = new StringBuilder(count * (BYTES + 1) + 2).append('[');
        for (int i = 0; i < count; i++) {
            batch.append(i == 0 ? "" : ",").append(new String(structured(first + i), StandardCharsets.US_ASCII));
        }
        return batch.append(']').toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** So many events from that number on, each on a line. */
    byte[] lines(long first, int count) {
        StringBuilder lines = new StringBuilder(count * (BYTES + 1));
        for (int i = 0; i < count; i++) {
            lines.append(new String(structured(first + i), StandardCharsets.US_ASCII))
                    .append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** A word that the events have, the more seldom the higher the rank. */
    static String word(int rank) {
        Random random = new Random(rank);
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < 2 + rank % 3; i++) {
            word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
        }
        // Ranks that came out alike are told apart.
        return word.append((char) ('a' + rank % 26)).toString();
    }

    static String name(int number) {
        String first = word(WORDS + number % 100);
        String last = word(WORDS + 100 + number / 100);
        return Character.toUpperCase(first.charAt(0)) + first.substring(1) + " " + Character.toUpperCase(last.charAt(0))
                + last.substring(1);
    }

    private static String words(SplittableRandom random, int count) {
        StringBuilder words = new StringBuilder(word(random));
        for (int i = 1; i < count; i++) {
            words.append(' ').append(word(random));
        }
        return words.toString();
    }

    /** By Zipf's law: the word of rank n is as frequent as 1/n. */
    private static String word(SplittableRandom random) {
        return word((int) Math.pow(WORDS, random.nextDouble()) - 1);
    }
}
