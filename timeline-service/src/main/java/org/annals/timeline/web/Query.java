// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The address of a page with what is asked for in it. Each change makes another one, at its first page. */
public final class Query {

    private static final String CURSOR = "cursor";
    private static final String AS_OF = "asOf";

    /** As a form sends it, which knows of no zones. */
    private static final Pattern WITHOUT_ZONE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+");

    private final String path;
    private final Map<String, List<String>> parameters;

    private Query(String path, Map<String, List<String>> parameters) {
        this.path = path;
        this.parameters = parameters;
    }

    static Query of(UriInfo uri) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        uri.getQueryParameters().forEach((name, values) -> given.put(name, List.copyOf(values)));
        return new Query(uri.getRequestUri().getRawPath(), given);
    }

    /** This one without what a form sends for fields that were left empty, and with the zone that times are read in. */
    Query tidied() {
        Map<String, List<String>> tidy = new LinkedHashMap<>();
        parameters.forEach((name, values) -> {
            List<String> kept = values.stream()
                    .filter(value -> !value.isBlank())
                    .map(value ->
                            name.equals(AS_OF) && WITHOUT_ZONE.matcher(value).matches() ? value + "Z" : value)
                    .toList();
            if (!kept.isEmpty()) {
                tidy.put(name, kept);
            }
        });
        return new Query(path, tidy);
    }

    List<String> values(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    public String value(String name) {
        return values(name).isEmpty() ? "" : values(name).get(0);
    }

    public boolean has(String name, String value) {
        return values(name).contains(value);
    }

    Query with(String name, String value) {
        return changed(name, List.of(value));
    }

    Query without(String name) {
        return changed(name, List.of());
    }

    Query plus(String name, String value) {
        List<String> more = new ArrayList<>(values(name));
        more.add(value);
        return changed(name, more);
    }

    Query minus(String name, String value) {
        return changed(
                name,
                values(name).stream().filter(given -> !given.equals(value)).toList());
    }

    /** The same question on another page. */
    Query at(String otherPath) {
        return new Query(otherPath, parameters);
    }

    private Query changed(String name, List<String> values) {
        Map<String, List<String>> changed = new LinkedHashMap<>(parameters);
        changed.remove(CURSOR);
        if (values.isEmpty()) {
            changed.remove(name);
        } else {
            changed.put(name, values);
        }
        return new Query(path, changed);
    }

    /** The address, relative to the service. */
    public String address() {
        String query = parameters.entrySet().stream()
                .flatMap(parameter ->
                        parameter.getValue().stream().map(value -> encoded(parameter.getKey()) + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Query query && path.equals(query.path) && parameters.equals(query.parameters);
    }

    @Override
    public int hashCode() {
        return Objects.hash(path, parameters);
    }
}
