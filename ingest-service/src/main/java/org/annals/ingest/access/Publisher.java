// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.access;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Who publishes, and what they may publish.
 *
 * @param name as their token has it; null where nobody is known
 * @param address from where they do
 * @param sources of which they may publish, each of which may end in a star; null for any
 * @param timelines in which they may publish, in the same way
 * @param visibility of which timelines they may say who sees them, in the same way
 * @param authorization what they sent to say who they are; null where they did not
 * @param expires when their token does
 */
public record Publisher(
        @Nullable String name,
        String address,
        @Nullable List<String> sources,
        @Nullable List<String> timelines,
        @Nullable List<String> visibility,
        @Nullable String authorization,
        @Nullable Instant expires) {

    /** Whoever reaches a service without a login. */
    public static final Publisher ANYBODY = new Publisher(null, "", null, null, null, null, null);

    /** Leads out of what is before it (RFC 3986, section 5.2.4), encoded or not. */
    private static final Pattern DOT_SEGMENT =
            Pattern.compile("(^|[/:])(\\.|%2e){1,2}($|[/?#])", Pattern.CASE_INSENSITIVE);

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

    /** Tells whether a source and a timeline are among theirs. */
    public boolean allows(String source, String timeline) {
        return (sources == null || isOneOf(sources, source)) && (timelines == null || isOneOf(timelines, timeline));
    }

    /** Refuses a timeline that is not one of theirs. */
    public void requireTimeline(String timeline) {
        if (timelines != null && !isOneOf(timelines, timeline)) {
            throw refused("timeline-not-allowed", "timeline " + timeline, timelines);
        }
    }

    /** Refuses to describe a timeline that is not one of theirs; sources alone make no timeline theirs. */
    public void requireDescribing(String timeline) {
        if (sources != null && timelines == null) {
            throw ProblemException.forbidden(
                    "timeline-not-allowed",
                    "Your token lets you publish for certain sources, and describe no timeline: it has no claim "
                            + "annals_timelines.");
        }
        requireTimeline(timeline);
    }

    /** Refuses to say who sees a timeline, where that is not theirs to say. */
    public void requireVisibility(String timeline) {
        if (visibility != null && !isOneOf(visibility, timeline)) {
            throw ProblemException.forbidden(
                    "visibility-not-allowed",
                    "Your token does not let you say who sees the timeline " + timeline
                            + ": its claim annals_visibility does not name it. Leave visibility out to keep it as it is.");
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
        if (!name.endsWith("*")) {
            return name.equals(value);
        }
        String prefix = name.substring(0, name.length() - 1);
        return value.startsWith(prefix)
                && (prefix.isEmpty() || !DOT_SEGMENT.matcher(value).find());
    }

    /** Their token is for nobody to read. */
    @Override
    public String toString() {
        return "Publisher[name=" + name + ", address=" + address + "]";
    }
}
