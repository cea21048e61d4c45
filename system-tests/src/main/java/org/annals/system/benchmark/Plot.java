// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/** Lines over a logarithmic axis or over time, as SVG; up, the axis is logarithmic. */
final class Plot {

    private static final Axis UP = Axis.LOGARITHMIC;
    private static final int WIDTH = 720;
    private static final int HEIGHT = 440;
    private static final int MARGIN = 60;
    private static final int LEGEND = 190;
    private static final String[] COLOURS = {"#1b6ca8", "#c2571a", "#2e8540", "#7b4ba0", "#a11d33", "#5b616b"};

    /** A measured point. */
    record Point(double x, double y) {}

    @JsonProperty
    private final String title;

    @JsonProperty
    private final String xAxis;

    @JsonProperty
    private final String yAxis;

    @JsonProperty
    private final Map<String, List<Point>> lines = new LinkedHashMap<>();

    private final Axis across;

    Plot(String title, String xAxis, String yAxis, Axis across) {
        this.title = title;
        this.xAxis = xAxis;
        this.yAxis = yAxis;
        this.across = across;
    }

    void add(String line, double x, double y) {
        lines.computeIfAbsent(line, absent -> new ArrayList<>()).add(new Point(x, y));
    }

    String svg() {
        DoubleUnaryOperator right = scale(across, Point::x, MARGIN, WIDTH - LEGEND);
        DoubleUnaryOperator up = scale(UP, Point::y, HEIGHT - MARGIN, MARGIN);
        StringBuilder svg = new StringBuilder(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="%d" y="24" font-size="16">%s</text>
                <text x="%d" y="%d">%s</text>
                <text x="%d" y="44">%s</text>
                """.formatted(WIDTH, HEIGHT, MARGIN, title, MARGIN, HEIGHT - 12, xAxis, MARGIN, yAxis));
        for (double tick : ticks(across, Point::x)) {
            double at = right.applyAsDouble(tick);
            line(svg, at, MARGIN, at, HEIGHT - MARGIN);
            text(svg, at, HEIGHT - MARGIN + 16, "middle", tick);
        }
        for (double tick : ticks(UP, Point::y)) {
            double at = up.applyAsDouble(tick);
            line(svg, MARGIN, at, WIDTH - LEGEND, at);
            text(svg, MARGIN - 6, at + 4, "end", tick);
        }
        int number = 0;
        for (Map.Entry<String, List<Point>> line : lines.entrySet()) {
            String colour = COLOURS[number % COLOURS.length];
            StringBuilder points = new StringBuilder();
            for (Point point : line.getValue()) {
                double x = right.applyAsDouble(point.x());
                double y = up.applyAsDouble(point.y());
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
                svg.append(String.format(
                        Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x, y, colour));
            }
            svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"%s\" points=\"%s\"/>%n"
                    .formatted(colour, points.toString().strip()));
            svg.append("<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n"
                    .formatted(WIDTH - LEGEND + 12, MARGIN + 18 * number, colour, line.getKey()));
            number++;
        }
        return svg.append("</svg>\n").toString();
    }

    private DoubleUnaryOperator scale(Axis axis, ToDoubleFunction<Point> coordinate, double from, double to) {
        double low = axis.position(extreme(coordinate, true));
        double span = Math.max(1e-9, axis.position(extreme(coordinate, false)) - low);
        return value -> from + (axis.position(value) - low) / span * (to - from);
    }

    private List<Double> ticks(Axis axis, ToDoubleFunction<Point> coordinate) {
        return axis.ticks(extreme(coordinate, true), extreme(coordinate, false));
    }

    private double extreme(ToDoubleFunction<Point> coordinate, boolean lowest) {
        var all = lines.values().stream().flatMap(List::stream).mapToDouble(coordinate);
        return lowest ? all.min().orElse(1) : all.max().orElse(10);
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(String.format(Locale.ROOT, "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#ddd\"/>%n", x1, y1, x2, y2));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, double value) {
        String shown = value >= 1 ? "%,d".formatted(Math.round(value)) : Double.toString(value);
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, shown));
    }
}
