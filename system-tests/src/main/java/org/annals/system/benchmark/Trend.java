// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

/** The straight line that fits points best (least squares). */
final class Trend {

    private long count;
    private double sumX;
    private double sumY;
    private double sumXx;
    private double sumXy;

    void add(double x, double y) {
        count++;
        sumX += x;
        sumY += y;
        sumXx += x * x;
        sumXy += x * y;
    }

    double average() {
        return sumY / count;
    }

    /** How much y grows with each x; NaN for less than two points. */
    double slope() {
        return (count * sumXy - sumX * sumY) / (count * sumXx - sumX * sumX);
    }
}
