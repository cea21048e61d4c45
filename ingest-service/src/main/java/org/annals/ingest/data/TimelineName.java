package org.annals.ingest.data;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a timeline may be called, in URLs and as the key of its messages. */
public final class TimelineName {

    private static final int MAX_LENGTH = 100;
    private static final Pattern FORM = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private TimelineName() {}

    /** What is wrong with the name, or null. */
    public static @Nullable String wrong(String name) {
        return name.length() <= MAX_LENGTH && FORM.matcher(name).matches()
                ? null
                : "must be the name of a timeline: lower-case letters, digits and single hyphens, at most "
                        + MAX_LENGTH;
    }
}
