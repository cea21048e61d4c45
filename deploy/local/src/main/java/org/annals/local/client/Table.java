// SPDX-License-Identifier: Apache-2.0
package org.annals.local.client;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows under a heading, as wide as the terminal: one column takes what the others leave and wraps. */
public final class Table {

    private static final String GAP = "  ";
    private static final int MIN_WRAPPED_WIDTH = 20;

    private final List<String> heading;
    private final int wrapped;
    private final List<List<String>> rows = new ArrayList<>();

    /** An empty table, of which the column with the index {@code wrapped} wraps. */
    public Table(List<String> heading, int wrapped) {
        this.heading = heading;
        this.wrapped = wrapped;
    }

    public void row(List<String> cells) {
        if (cells.size() != heading.size()) {
            throw new IllegalArgumentException(
                    "row has " + cells.size() + " cells: the table has " + heading.size() + " columns");
        }
        rows.add(cells.stream().map(Terminal::clean).toList());
    }

    public void print(PrintWriter out, int terminalWidth) {
        int[] widths = widths(terminalWidth);
        print(out, heading, widths);
        for (List<String> row : rows) {
            print(out, row, widths);
        }
        out.flush();
    }

    private int[] widths(int terminalWidth) {
        int[] widths = new int[heading.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = Terminal.length(heading.get(column));
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], Terminal.length(row.get(column)));
            }
        }
        int others = GAP.length() * (widths.length - 1);
        for (int column = 0; column < widths.length; column++) {
            others += column == wrapped ? 0 : widths[column];
        }
        widths[wrapped] = Math.min(widths[wrapped], Math.max(MIN_WRAPPED_WIDTH, terminalWidth - others));
        return widths;
    }

    private void print(PrintWriter out, List<String> cells, int[] widths) {
        List<String> lines = Terminal.wrap(cells.get(wrapped), widths[wrapped]);
        for (int line = 0; line < lines.size(); line++) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String cell = column == wrapped ? lines.get(line) : line == 0 ? cells.get(column) : "";
                text.append(cell).append(" ".repeat(widths[column] - Terminal.length(cell)));
                text.append(column == widths.length - 1 ? "" : GAP);
            }
            out.println(text.toString().stripTrailing());
        }
    }
}
