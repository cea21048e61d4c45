package org.annals.ingest.access;

import java.time.Instant;
import java.util.List;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Who publishes, and what they may publish.
 *
 * @param name as their token has it; null where nobody is known
 * @param address from where they do
 * @param sources of which they may publish, each of which may end in a star; null for any
 * @param timelines in which they may publish, in the same way
 * @param authorization what they sent to say who they are; null where they did not
 * @param expires when their token does
 */
public record Publisher(
        @Nullable String name,
        String address,
        @Nullable List<String> sources,
        @Nullable List<String> timelines,
        @Nullable String authorization,
        @Nullable Instant expires) {

    /** Whoever reaches a service without a login. */
    public static final Publisher ANYBODY = new Publisher(null, "", null, null, null, null);

    public boolean isLimited() {
        return sources != null || timelines != null;
    }

    /** Refuses a source or a timeline that is not one of theirs. */
    public void require(String source, String timeline) {
        if (sources != null && !isOneOf(sources, source)) {
            throw refused("source-not-allowed", "source " + source, sources);
        }
        requireTimeline(timeline);
    }

    /** Refuses a timeline that is not one of theirs. */
    public void requireTimeline(String timeline) {
        if (timelines != null && !isOneOf(timelines, timeline)) {
            throw refused("timeline-not-allowed", "timeline " + timeline, timelines);
        }
    }

    private static ProblemException refused(String code, String what, List<String> allowed) {
        return ProblemException.forbidden(
                code,
                "Your token does not let you publish for the " + what + ", but for: " + String.join(", ", allowed));
    }

    private static boolean isOneOf(List<String> names, String value) {
        return names.stream().anyMatch(name -> matches(name, value));
    }

    private static boolean matches(String name, String value) {
        return name.endsWith("*") ? value.startsWith(name.substring(0, name.length() - 1)) : name.equals(value);
    }

    /** Their token is for nobody to read. */
    @Override
    public String toString() {
        return "Publisher[name=" + name + ", address=" + address + "]";
    }
}
