// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What filters look for, as words of a tsvector that each have their kind before them ({@code tag:background}), so that
 * any combination of filters is one search in one index.
 */
public final class Terms {

    /** A tsvector takes words of up to 2046 bytes; a character is at most three bytes. */
    private static final int MAX_VALUE = 600;

    private static final int MAX_DOMAIN = 253;
    private static final int MAX_DOMAIN_LEVELS = 6;
    private static final int MAX_SEGMENTS = 20;

    private static final Pattern SPACE = Pattern.compile("[\\p{Cntrl}\\p{Space}]+");
    private static final Pattern DOT = Pattern.compile("\\.");
    private static final String ANY_SEGMENT = "*";

    private Terms() {}

    static Set<String> of(String timeline, String source, String type, JsonNode data) {
        Set<String> terms = new LinkedHashSet<>();
        terms.add(term("timeline", timeline));
        addType(terms, type);
        addText(terms, "status", data.path("status"));
        addLanguage(terms, Content.text(data.path("language")));
        data.path("translations").fieldNames().forEachRemaining(language -> addLanguage(terms, language));
        data.path("tags").forEach(tag -> addText(terms, "tag", tag));
        data.path("sensitivity").forEach(sensitivity -> addText(terms, "sensitivity", sensitivity));
        for (JsonNode actor : data.path("actors")) {
            addText(terms, "actor", actor.path("name"));
            addText(terms, "actor", actor.path("uri"));
        }
        for (JsonNode place : data.path("places")) {
            addText(terms, "place", place.path("name"));
            addText(terms, "place", place.path("uri"));
        }
        data.path("sources").forEach(cited -> addDomains(terms, Content.text(cited.path("url"))));
        Link.of(timeline, source, data)
                .forEach(link -> terms.add(link(link.rel(), link.to().toString())));
        return terms;
    }

    /** The search for events that are linked to any of some others in any of some ways. */
    static String anyLink(Collection<Link.Rel> rels, Collection<UUID> targets) {
        return rels.stream()
                .flatMap(rel -> targets.stream().map(target -> quoted(link(rel, target.toString()))))
                .collect(Collectors.joining(" | "));
    }

    private static String link(Link.Rel rel, String target) {
        return term("link-" + rel.text(), target);
    }

    /** The search for any of some values of a kind. */
    public static String any(String kind, Collection<String> values) {
        return values.stream().map(value -> quoted(term(kind, value))).collect(Collectors.joining(" | ", "(", ")"));
    }

    /** The search for any of some types, in which {@code *} stands for a segment, or at the end for one or more. */
    public static String anyType(Collection<String> patterns) {
        return patterns.stream().map(Terms::type).collect(Collectors.joining(" | ", "(", ")"));
    }

    private static String type(String pattern) {
        List<String> segments = segments(pattern);
        if (!segments.contains(ANY_SEGMENT)) {
            return quoted(term("type", pattern));
        }
        boolean open = segments.get(segments.size() - 1).equals(ANY_SEGMENT);
        List<String> all = new ArrayList<>();
        all.add(quoted(open ? atLeast(segments.size()) : exactly(segments.size())));
        for (int i = 0; i < segments.size(); i++) {
            if (!segments.get(i).equals(ANY_SEGMENT)) {
                all.add(quoted(segment(i, segments.get(i))));
            }
        }
        return String.join(" & ", all).transform(search -> "(" + search + ")");
    }

    private static void addType(Set<String> terms, String type) {
        terms.add(term("type", type));
        List<String> segments = segments(type);
        for (int i = 0; i < segments.size(); i++) {
            terms.add(segment(i, segments.get(i)));
            terms.add(atLeast(i + 1));
        }
        terms.add(exactly(segments.size()));
    }

    private static List<String> segments(String type) {
        return List.of(DOT.split(type, MAX_SEGMENTS));
    }

    private static String segment(int position, String segment) {
        return term("type" + position, segment);
    }

    private static String atLeast(int segments) {
        return term("type-segments-from", Integer.toString(segments));
    }

    private static String exactly(int segments) {
        return term("type-segments", Integer.toString(segments));
    }

    /** A language and what it is a form of: {@code en-GB} is found as {@code en} too (RFC 4647, basic filtering). */
    private static void addLanguage(Set<String> terms, String language) {
        for (int end = language.length(); end > 0; end = language.lastIndexOf('-', end - 1)) {
            terms.add(term("language", language.substring(0, end)));
        }
    }

    /** The host of a URL and the domains above it, but for the top one. */
    private static void addDomains(Set<String> terms, String url) {
        String host = host(url);
        if (host == null || host.length() > MAX_DOMAIN) {
            return;
        }
        List<String> labels = List.of(DOT.split(host));
        int highest = Math.max(0, labels.size() - 2);
        for (int i = highest; i >= Math.max(0, highest - MAX_DOMAIN_LEVELS); i--) {
            terms.add(term("domain", String.join(".", labels.subList(i, labels.size()))));
        }
        terms.add(term("domain", host));
    }

    private static @Nullable String host(String url) {
        try {
            return new URI(url).getHost();
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static void addText(Set<String> terms, String kind, JsonNode value) {
        String text = Content.text(value);
        if (!text.isBlank()) {
            terms.add(term(kind, text));
        }
    }

    /** The same for every spelling that differs in case, in width or in white space only. */
    private static String term(String kind, String value) {
        String same =
                SPACE.matcher(Normalizer.normalize(value, Normalizer.Form.NFKC)).replaceAll(" ");
        String folded = same.strip().toLowerCase(Locale.ROOT);
        int end = Math.min(MAX_VALUE, folded.length());
        if (end > 0 && end < folded.length() && Character.isHighSurrogate(folded.charAt(end - 1))) {
            end--;
        }
        return kind + ":" + folded.substring(0, end);
    }

    /** A word of a search, whatever is in it. */
    public static String quoted(String term) {
        return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
