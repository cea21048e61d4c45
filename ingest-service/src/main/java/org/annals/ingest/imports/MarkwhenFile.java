// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.annals.ingest.data.Rules;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of markwhen: an event begins with a line that has a date, a colon and its title. Groups and sections
 * become tags. Dates that refer to other events are not read.
 */
final class MarkwhenFile {

    private static final int MAX_DATE = 120;
    private static final int LINES_OF_HEAD = 100;

    private static final Pattern BULLET = Pattern.compile("^[-*]\\s+(?:\\[[ xX]]\\s*)?(?=\\d|[A-Z])");
    private static final Pattern GROUP = Pattern.compile("(?i)^(group|section)\\b:?(.*)$");
    private static final Pattern END_OF_GROUP = Pattern.compile("(?i)^end\\s?(group|section)\\b.*$");
    private static final Pattern HEADING = Pattern.compile("^(#{1,6})\\s+(.*)$");
    private static final Pattern EUROPEAN = Pattern.compile("(?im)^\\s*dateFormat\\s*:\\s*[\"']?d.*$");
    private static final Pattern ID = Pattern.compile("(?i)^\\s*id\\s*:\\s*(\\S{1,200})\\s*$");

    private static final Pattern NUMERIC = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{4})");
    private static final Pattern NUMERIC_MONTH = Pattern.compile("(\\d{1,2})/(\\d{4})");
    private static final Pattern YEARS = Pattern.compile("(\\d{4})-(\\d{4})");
    private static final Pattern REPEATS = Pattern.compile("(?i)\\s+(?:every\\b.*|x\\s*\\d+)$");
    private static final Pattern LENGTH = Pattern.compile("(?i)(\\d{1,5})\\s*(days?|weeks?|months?|years?)");
    private static final Pattern RELATIVE = Pattern.compile(
            "(?i)^(?:(?:after|before|by|from|since)\\b.*|!\\S+.*|/?\\s*\\d+\\s*(?:seconds?|minutes?|hours?|days?|weeks?|months?"
                    + "|quarters?|years?|week ?days?)\\b.*)$");

    private static final Pattern TAG = Pattern.compile("(?<![\\w&/])#([\\p{L}\\d][\\p{L}\\d_-]{0,99})");
    private static final Pattern LINK = Pattern.compile("(!?)\\[([^\\]\\[]{0,500})]\\(([^()\\s]{1,2000})\\)");

    private final boolean isEuropean;
    private final Deque<String> groups = new ArrayDeque<>();
    private final List<Item> items = new ArrayList<>();
    private final List<String> headings = new ArrayList<>();
    private @Nullable Entry open;

    /** An event whose lines are being collected. */
    private static final class Entry {

        private final int line;
        private final String date;
        private final List<String> tags;
        private final List<String> lines = new ArrayList<>();
        private String id = "";

        Entry(int line, String date, String title, List<String> tags) {
            this.line = line;
            this.date = date;
            this.tags = tags;
            lines.add(title);
        }
    }

    private MarkwhenFile(boolean isEuropean) {
        this.isEuropean = isEuropean;
    }

    /** Tells if a text begins as one of markwhen does: with its header, or with an event. */
    static boolean isHead(String text) {
        List<String> lines = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//"))
                .limit(LINES_OF_HEAD)
                .toList();
        if (lines.isEmpty()) {
            return false;
        }
        String first = lines.get(0);
        MarkwhenFile file = new MarkwhenFile(false);
        boolean hasHeader = first.equals("---")
                || first.startsWith("#")
                || first.matches("(?i)(title|description|dateFormat|timezone|group|section)\\b.*");
        return file.event(first, 1) != null
                || (hasHeader && lines.stream().anyMatch(line -> file.event(line, 1) != null));
    }

    static Items read(byte[] bytes) {
        String text = FileText.of(bytes);
        MarkwhenFile file = new MarkwhenFile(EUROPEAN.matcher(header(text)).find());
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            file.add(line, ++number);
        }
        file.close();
        if (file.items.isEmpty()) {
            throw ProblemException.badRequest(
                    "unreadable-file",
                    "The file has no line that begins with a date and a colon, as the events of markwhen do.");
        }
        return new Items(null, file.items);
    }

    private static String header(String text) {
        return text.lines().limit(LINES_OF_HEAD).reduce("", (one, other) -> one + "\n" + other);
    }

    private void add(String line, int number) {
        String plain = line.strip();
        Matcher group = GROUP.matcher(plain);
        Matcher heading = HEADING.matcher(plain);
        Entry event = event(plain, number);
        if (plain.startsWith("//")) {
            return;
        }
        if (event != null) {
            close();
            open = event;
        } else if (END_OF_GROUP.matcher(plain).matches()) {
            close();
            groups.pollLast();
        } else if (group.matches() && !line.startsWith("  ")) {
            close();
            groups.addLast(group.group(2).strip());
        } else if (heading.matches()) {
            close();
            int level = heading.group(1).length();
            while (headings.size() >= level) {
                headings.remove(headings.size() - 1);
            }
            headings.add(heading.group(2).strip());
        } else if (open != null) {
            Matcher id = ID.matcher(plain);
            if (id.matches() && open.lines.size() == 1) {
                open.id = id.group(1);
            } else {
                open.lines.add(line.strip());
            }
        }
    }

    /** Returns the event that begins with a line; null where none does. */
    private @Nullable Entry event(String line, int number) {
        String plain = BULLET.matcher(line).replaceFirst("");
        for (int colon = plain.indexOf(':'); colon > 0 && colon <= MAX_DATE; colon = plain.indexOf(':', colon + 1)) {
            boolean isEnd = colon + 1 == plain.length() || Character.isWhitespace(plain.charAt(colon + 1));
            String date = plain.substring(0, colon).strip();
            if (isEnd && (RELATIVE.matcher(date).matches() || occurred(date, null) != null)) {
                List<String> tags = new ArrayList<>(groups);
                tags.addAll(headings);
                return new Entry(number, date, plain.substring(colon + 1).strip(), tags);
            }
        }
        return null;
    }

    private void close() {
        Entry entry = open;
        open = null;
        if (entry == null) {
            return;
        }
        Item item = new Item("line " + entry.line);
        String text =
                String.join("\n", entry.lines.subList(1, entry.lines.size())).strip();
        List<String> tags = new ArrayList<>(
                entry.tags.stream().map(MarkwhenFile::withoutMarks).toList());
        for (Matcher tag = TAG.matcher(entry.lines.get(0) + "\n" + text); tag.find(); ) {
            tags.add(tag.group(1));
        }
        String title = withoutMarks(entry.lines.get(0));
        item.text(title, withoutMarks(text)).tags(tags.stream().distinct().toList());
        for (Matcher link = LINK.matcher(entry.lines.get(0) + "\n" + text); link.find(); ) {
            if (link.group(1).isEmpty()) {
                item.link(new HtmlText.Link(link.group(3), link.group(2)));
            } else {
                item.medium(Medium.of(link.group(3), "image").withAlt(link.group(2)));
            }
        }
        String occurred = occurred(entry.date, item);
        if (occurred == null) {
            item.refuse("has a date that refers to another event: '" + Item.shortened(entry.date) + "'; write it out");
        } else {
            item.occurred(occurred);
        }
        if (entry.id.isEmpty()) {
            item.identityByTitle(
                    title.isEmpty() ? text : title, occurred, () -> item.data().toString());
        } else {
            item.identity(entry.id);
        }
        items.add(item);
    }

    private static String withoutMarks(String text) {
        String linked = LINK.matcher(text)
                .replaceAll(link -> link.group(1).isEmpty() ? Matcher.quoteReplacement(link.group(2)) : "");
        return TAG.matcher(linked).replaceAll("").replaceAll(" {2,}", " ").strip();
    }

    /**
     * Reads a date or a range of dates; null where it is none.
     *
     * @param item that is told what is left out; null where nobody has to know
     */
    private @Nullable String occurred(String written, @Nullable Item item) {
        String range = REPEATS.matcher(written).replaceFirst("");
        if (item != null && !range.equals(written)) {
            item.note("repeats; only the first date was taken");
        }
        Matcher years = YEARS.matcher(range);
        String[] sides = years.matches()
                ? new String[] {years.group(1), years.group(2)}
                : range.split("\\s+(?:-|–|to)\\s+|\\s*–\\s*|\\s+/\\s+", 2);
        if (sides.length < 2
                && range.indexOf('/') > 0
                && !NUMERIC.matcher(range).matches()
                && !NUMERIC_MONTH.matcher(range).matches()) {
            sides = range.split("/", 2);
        }
        String start = side(sides[0].strip());
        if (start == null || sides.length < 2) {
            return start;
        }
        String end = sides[1].strip();
        String last = end.equalsIgnoreCase("now") || end.equals("..") ? ".." : after(start, end);
        last = last == null ? side(end) : last;
        if (last == null) {
            return null;
        }
        String interval = start.equals(last) ? start : start + "/" + last;
        if (Rules.date(interval) == null) {
            return interval;
        }
        if (item != null) {
            item.note("ends before it begins, so that its end was left out");
        }
        return start;
    }

    private @Nullable String side(String written) {
        Matcher numeric = NUMERIC.matcher(written);
        Matcher month = NUMERIC_MONTH.matcher(written);
        try {
            if (numeric.matches()) {
                int first = Integer.parseInt(numeric.group(1));
                int second = Integer.parseInt(numeric.group(2));
                return LocalDate.of(
                                Integer.parseInt(numeric.group(3)),
                                isEuropean ? second : first,
                                isEuropean ? first : second)
                        .toString();
            }
            if (month.matches()) {
                return YearMonth.of(Integer.parseInt(month.group(2)), Integer.parseInt(month.group(1)))
                        .toString();
            }
        } catch (DateTimeException e) {
            return null;
        }
        WrittenDate date = DateReader.read(written);
        if (date != null) {
            return date.edtf();
        }
        return !written.isEmpty() && !written.contains("/") && Rules.date(written) == null ? written : null;
    }

    /** Returns the day that comes so long after another; null where either is not exact enough. */
    private static @Nullable String after(String start, String written) {
        Matcher length = LENGTH.matcher(written);
        LocalDate day = length.matches() ? CalendarDate.date(start) : null;
        if (day == null) {
            return null;
        }
        int count = Integer.parseInt(length.group(1));
        LocalDate last = switch (length.group(2).toLowerCase(Locale.ROOT).charAt(0)) {
            case 'd' -> day.plusDays(count);
            case 'w' -> day.plusWeeks(count);
            case 'm' -> day.plusMonths(count);
            default -> day.plusYears(count);
        };
        return last.toString();
    }
}
