// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.annals.timeline.export.Item;
import org.annals.timeline.search.Facets;

/**
 * What a timeline is filtered by, and what else it could be.
 *
 * @param found how many events there are with it
 * @param given each filter that is set, to be taken away
 */
public record Filters(Query query, long found, List<Facet> facets, List<Choice> given) {

    /** A filter by one field, and its values among the events that are found. */
    public record Facet(String name, String label, List<Choice> choices) {}

    /** A value: the address with it, or where it is chosen already, without it. */
    public record Choice(String name, String value, String label, long count, boolean chosen, String address) {}

    private static final int MAX_CHOICES = 12;

    /** More parts of the calendar than this are counted by the next larger part. */
    private static final int MAX_PERIODS = 16;

    private static final Map<String, String> LABELS = labels();

    private static Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("q", "Words");
        labels.put("from", "From");
        labels.put("to", "To");
        labels.put("type", "Type");
        labels.put("status", "Status");
        labels.put("actor", "Who");
        labels.put("tag", "Tag");
        labels.put("place", "Where");
        labels.put("bbox", "Map");
        labels.put("source", "Source");
        labels.put("language", "Language");
        labels.put("without", "Without");
        return labels;
    }

    static Filters of(Query query, Facets counts) {
        List<Facet> facets = new ArrayList<>();
        facets.add(periods(query, counts.time()));
        facets.add(facet(query, "type", counts.type()));
        facets.add(facet(query, "status", counts.status()));
        facets.add(facet(query, "actor", counts.actor()));
        facets.add(facet(query, "tag", counts.tag()));
        facets.removeIf(facet -> facet.choices().isEmpty());
        List<Choice> given = new ArrayList<>();
        LABELS.forEach((name, label) -> query.values(name)
                .forEach(value -> given.add(new Choice(
                        name,
                        value,
                        label + ": " + readable(name, value),
                        0,
                        true,
                        query.minus(name, value).address()))));
        return new Filters(query, counts.total(), facets, given);
    }

    private static Facet facet(Query query, String name, List<Facets.Count> counts) {
        List<Choice> choices = counts.stream()
                .limit(MAX_CHOICES)
                .map(count -> {
                    boolean chosen = query.has(name, count.value());
                    Query other = chosen ? query.minus(name, count.value()) : query.plus(name, count.value());
                    return new Choice(
                            name, count.value(), readable(name, count.value()), count.count(), chosen, other.address());
                })
                .toList();
        return new Facet(name, LABELS.getOrDefault(name, name), choices);
    }

    private static String readable(String name, String value) {
        return switch (name) {
            case "type" -> value.replace('.', ' ').replace('-', ' ');
            case "from", "to" -> Item.inWords(value).replaceFirst("^some time in ", "");
            default -> value;
        };
    }

    /** Days, or months, or years: the smallest of which there are few. */
    private static Facet periods(Query query, List<Facets.Count> days) {
        Map<String, Long> periods = grouped(days, "");
        for (String lastPart : List.of("-[0-9]{2}$", "-[0-9]{2}-[0-9]{2}$")) {
            if (periods.size() > MAX_PERIODS) {
                periods = grouped(days, lastPart);
            }
        }
        List<Choice> choices = new ArrayList<>();
        periods.forEach((period, count) -> choices.add(new Choice(
                "from",
                period,
                readable("from", period),
                count,
                query.has("from", period) && query.has("to", period),
                query.with("from", period).with("to", period).address())));
        return new Facet("time", "When", choices.subList(0, Math.min(MAX_PERIODS, choices.size())));
    }

    private static Map<String, Long> grouped(List<Facets.Count> days, String dropped) {
        Map<String, Long> periods = new LinkedHashMap<>();
        days.forEach(day -> periods.merge(day.value().replaceFirst(dropped, ""), day.count(), Long::sum));
        return periods;
    }

    /** Filters that have no field of their own in the form, and are kept when it is sent. */
    public List<Choice> hidden() {
        return given.stream()
                .filter(choice -> !List.of("q", "from", "to").contains(choice.name()))
                .toList();
    }

    public boolean any() {
        return !given.isEmpty();
    }

    /** By more than words: what a search finds is to stand right below it, on a phone too. */
    public boolean refined() {
        return given.stream().anyMatch(choice -> !choice.name().equals("q"));
    }
}
