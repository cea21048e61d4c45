// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured: printed as it comes, and written as a table, as JSON and as plots at the end. */
final class Report {

    private static final String[] TITLES = {"what", "measured", "reference in the same run", "ratio", "target", ""};
    private static final int FIRST_WORDS = 4;

    private final PrintWriter out;
    private final List<Figure> figures = new ArrayList<>();
    private final Map<String, Plot> plots = new LinkedHashMap<>();

    Report(PrintWriter out) {
        this.out = out;
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    void add(Figure figure) {
        figures.add(figure);
        say("  " + String.join(" | ", figure.cells()));
    }

    /** The plot of that name, to add lines to. */
    Plot plot(String name, String title, String x, String y, Axis across) {
        return plots.computeIfAbsent(name, absent -> new Plot(title, x, y, across));
    }

    /** As a table for people, in Markdown. */
    String table() {
        List<String[]> rows = new ArrayList<>();
        rows.add(TITLES);
        figures.forEach(figure -> rows.add(figure.cells()));
        int[] widths = new int[TITLES.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder table = new StringBuilder(line(rows.get(0), widths));
        for (int i = 0; i < widths.length; i++) {
            String rule = "-".repeat(widths[i] + 1);
            table.append('|').append(rule).append(isText(i) ? '-' : ':');
        }
        table.append("|\n");
        rows.subList(1, rows.size()).forEach(row -> table.append(line(row, widths)));
        return table.toString();
    }

    private static String line(String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String format = (isText(i) ? "| %-" : "| %") + Math.max(1, widths[i]) + "s ";
            line.append(format.formatted(cells[i]));
        }
        return line.append("|\n").toString();
    }

    /** On the left; figures are on the right. */
    private static boolean isText(int column) {
        return column == 0 || column >= FIRST_WORDS;
    }

    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("figures.md"), table());
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(
                        directory.resolve("figures.json").toFile(),
                        Map.of("figures", figures, "machine", Machine.describe(), "plots", plots));
        for (Map.Entry<String, Plot> plot : plots.entrySet()) {
            Files.writeString(
                    directory.resolve(plot.getKey() + ".svg"), plot.getValue().svg());
        }
    }
}
