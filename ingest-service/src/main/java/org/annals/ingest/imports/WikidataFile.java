// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.annals.ingest.data.EventData;
import org.annals.ingest.data.Rules;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Reads results of queries to Wikidata, in the format of SPARQL and in those in which its query service saves them. The
 * names of the variables tell what they mean; rows about one item with one date are one event.
 */
final class WikidataFile {

    private static final Pattern ENTITY = Pattern.compile("https?://www\\.wikidata\\.org/entity/([QLP]\\d{1,12})");
    private static final Pattern POINT = Pattern.compile(
            "(?i)POINT\\s*\\(\\s*(-?\\d{1,3}(?:\\.\\d{1,20})?)\\s+(-?\\d{1,3}(?:\\.\\d{1,20})?)\\s*\\)");
    private static final Pattern TIME = Pattern.compile(
            "([+-]?)(\\d{4,12})-(\\d\\d)-(\\d\\d)(?:T(\\d\\d:\\d\\d:\\d\\d)(?:\\.\\d+)?(?:Z|\\+00:00)?)?");
    private static final Pattern PRECISION = Pattern.compile("(?:[^\\d]*)(\\d{1,2})");

    private static final List<String> STARTS = List.of(
            "pointintime", "date", "time", "when", "start", "starttime", "startdate", "begin", "from", "inception");
    private static final List<String> ENDS = List.of("end", "endtime", "enddate", "until", "to", "dissolved");
    private static final List<String> LABELS = List.of("itemlabel", "eventlabel", "label", "title", "name");
    private static final List<String> DESCRIPTIONS = List.of("itemdescription", "eventdescription", "description");
    private static final List<String> PLACES =
            List.of("placelabel", "locationlabel", "place", "location", "admlabel", "countrylabel", "country");

    private static final int CENTURY = 7;
    private static final int DECADE = 8;
    private static final int YEAR = 9;
    private static final int MONTH = 10;
    private static final int DAY = 11;
    private static final int MAX_SHORT_YEAR = 9999;

    /**
     * A value of a row.
     *
     * @param language of a text; empty where it has none
     */
    private record Value(String text, String language) {}

    private WikidataFile() {}

    static Items read(byte[] bytes) {
        JsonNode root = JsonReader.read(bytes, bytes.length);
        JsonNode rows = root.isArray() ? root : root.at("/results/bindings");
        if (!rows.isArray()) {
            throw ProblemException.badRequest(
                    "unreadable-file", "Results of a query have a list of bindings, and these have none.");
        }
        String prefix = root.isArray() ? "/" : "/results/bindings/";
        Map<List<String>, Article> byDate = new LinkedHashMap<>();
        int index = 0;
        for (JsonNode row : rows) {
            Map<String, Value> values = values(row);
            Item item = item(prefix + index++, values);
            String entity = entity(values);
            String id = entity.isEmpty() ? text(values, LABELS) : entity;
            List<String> key = List.of(id, item.data().path("occurred").asText(item.refusal()));
            Article known = byDate.putIfAbsent(key, new Article(item, id, "", null));
            if (known != null) {
                merge(known.item().data(), item.data());
            }
        }
        return new Items(null, Article.items(new ArrayList<>(byDate.values()), ""));
    }

    /** Returns the values by the names of their variables in lower case; those that are not known are missing. */
    private static Map<String, Value> values(JsonNode row) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> variable : row.properties()) {
            JsonNode value = variable.getValue();
            String text = value.isObject()
                    ? JsonFields.text(value, "value")
                    : value.asText("").strip();
            boolean isUnknown = JsonFields.text(value, "type").equals("bnode") || text.contains("/.well-known/genid/");
            if (!text.isEmpty() && !isUnknown) {
                values.put(
                        variable.getKey().toLowerCase(Locale.ROOT),
                        new Value(text, JsonFields.text(value, "xml:lang")));
            }
        }
        return values;
    }

    /** A query gives one row for each place and each image of an item. */
    private static void merge(ObjectNode into, ObjectNode from) {
        for (String list : List.of("places", "sources", "media", "tags")) {
            for (JsonNode one : from.path(list)) {
                boolean isKnown = false;
                for (JsonNode known : into.path(list)) {
                    isKnown = isKnown || known.equals(one);
                }
                if (!isKnown && into.path(list).size() < EventData.MAX_LIST) {
                    into.withArray(list).add(one);
                }
            }
        }
    }

    private static Item item(String where, Map<String, Value> values) {
        Item item = new Item(where);
        Map<String, Value> rest = new HashMap<>(values);
        date(item, values, rest);
        String entity = entity(values);
        Value label = take(rest, LABELS);
        Value description = take(rest, DESCRIPTIONS);
        item.text(label == null ? entity : label.text(), description == null ? "" : description.text());
        item.language(label == null ? null : label.language());
        if (!entity.isEmpty()) {
            item.source("https://www.wikidata.org/wiki/" + entity, "", "Wikidata", null);
        }
        place(item, rest);
        ObjectNode details = item.data().objectNode();
        for (Map.Entry<String, Value> value : rest.entrySet()) {
            String text = value.getValue().text();
            if (ENTITY.matcher(text).matches()) {
                continue;
            }
            if (value.getKey().contains("image") || text.contains("/Special:FilePath/")) {
                item.medium(Medium.of(text, "image"));
            } else if (text.startsWith("http")) {
                item.link(new HtmlText.Link(text, ""));
            } else if (details.size() < EventData.MAX_LIST) {
                details.put(value.getKey(), text);
            }
        }
        if (!details.isEmpty()) {
            item.data().set("details", details);
        }
        return item;
    }

    private static String entity(Map<String, Value> values) {
        for (String name : List.of("item", "event", "entity")) {
            Value value = values.get(name);
            Matcher entity = ENTITY.matcher(value == null ? "" : value.text());
            if (entity.matches()) {
                return entity.group(1);
            }
        }
        return values.values().stream()
                .map(value -> ENTITY.matcher(value.text()))
                .filter(Matcher::matches)
                .map(entity -> entity.group(1))
                .findFirst()
                .orElse("");
    }

    private static void date(Item item, Map<String, Value> values, Map<String, Value> rest) {
        String start = date(item, values, rest, STARTS);
        String end = date(item, values, rest, ENDS);
        if (start == null && end == null) {
            item.refuse("has no date; a date is read from a variable with one of these names: "
                    + String.join(", ", STARTS));
            return;
        }
        item.occurred(
                WrittenDate.of(start == null ? String.valueOf(end) : start), end == null ? null : WrittenDate.of(end));
    }

    private static @Nullable String date(
            Item item, Map<String, Value> values, Map<String, Value> rest, List<String> names) {
        for (String name : names) {
            Value value = values.get(name);
            if (value == null || !TIME.matcher(value.text()).matches()) {
                continue;
            }
            Value precision = null;
            for (String said :
                    List.of(name + "precision", name + "_precision", "precision", "dateprecision", "timeprecision")) {
                precision = precision == null ? values.get(said) : precision;
                rest.remove(said);
            }
            rest.remove(name);
            String date = edtf(item, value.text(), precision == null ? 0 : precision(precision.text()));
            if (date != null) {
                return date;
            }
            item.note("the date '" + Item.shortened(value.text()) + "' can't be read and was left out");
        }
        return null;
    }

    private static int precision(String written) {
        Matcher number = PRECISION.matcher(written);
        return number.matches() ? Integer.parseInt(number.group(1)) : 0;
    }

    /** Without a precision, the first of January stands for its year in most data, and the first of a month for that month. */
    private static @Nullable String edtf(Item item, String written, int precision) {
        Matcher time = TIME.matcher(written);
        if (!time.matches()) {
            return null;
        }
        long year = Long.parseLong(time.group(2)) * (time.group(1).equals("-") ? -1 : 1);
        int exact = precision;
        if (precision == 0) {
            boolean isFirst = time.group(4).equals("01");
            exact = isFirst ? time.group(3).equals("01") ? YEAR : MONTH : DAY;
            if (isFirst) {
                item.note("the first of a month without a precision was read as the whole "
                        + (exact == YEAR ? "year" : "month") + "; add the precision to the query");
            }
        }
        if (time.group(3).equals("00")) {
            exact = Math.min(exact, YEAR);
        }
        String date = exact < CENTURY ? null : year(year, exact);
        if (date != null && exact >= MONTH) {
            date += "-" + time.group(3) + (exact >= DAY ? "-" + time.group(4) : "");
        }
        if (date != null && exact > DAY && time.group(5) != null) {
            date += "T" + time.group(5) + "Z";
        }
        return date == null || Rules.date(date) != null ? null : date;
    }

    private static @Nullable String year(long year, int exact) {
        String sign = year < 0 ? "-" : "";
        if (Math.abs(year) > MAX_SHORT_YEAR) {
            return exact == YEAR ? "Y" + year : null;
        }
        String digits = "%04d".formatted(Math.abs(year));
        return switch (exact) {
            // The year 1900 stands for the century that ends with it.
            case CENTURY -> year > 0 ? "%02dXX".formatted((year - 1) / 100) : null;
            case DECADE -> sign + digits.substring(0, 3) + "X";
            default -> sign + digits;
        };
    }

    private static void place(Item item, Map<String, Value> rest) {
        Value name = null;
        for (String one : PLACES) {
            Value value = rest.get(one);
            boolean isName = value != null
                    && !value.text().startsWith("http")
                    && !POINT.matcher(value.text()).matches();
            name = name == null && isName ? rest.remove(one) : name;
        }
        String title = name == null ? "" : name.text();
        for (Map.Entry<String, Value> value : rest.entrySet()) {
            Matcher point = POINT.matcher(value.getValue().text());
            if (point.matches()) {
                // Longitude comes first.
                item.place(title, Double.valueOf(point.group(2)), Double.valueOf(point.group(1)));
                rest.remove(value.getKey());
                return;
            }
        }
        item.place(title, null, null);
    }

    private static String text(Map<String, Value> values, List<String> names) {
        Value value = take(new HashMap<>(values), names);
        return value == null ? "" : value.text();
    }

    private static @Nullable Value take(Map<String, Value> values, List<String> names) {
        Value taken = null;
        for (String name : names) {
            taken = taken == null ? values.remove(name) : taken;
        }
        return taken;
    }
}
