// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.util.ArrayList;
import java.util.List;

/** How values lie along an axis. */
enum Axis {
    LINEAR {
        @Override
        double position(double value) {
            return value;
        }

        @Override
        List<Double> ticks(double low, double high) {
            double step = Math.pow(10, Math.floor(Math.log10(Math.max(1e-9, high - low)))) / 2;
            List<Double> ticks = new ArrayList<>();
            for (double tick = Math.ceil(low / step) * step; tick <= high; tick += step) {
                ticks.add(tick);
            }
            return ticks;
        }
    },
    LOGARITHMIC {
        @Override
        double position(double value) {
            return Math.log10(value);
        }

        // The powers of ten, once and two and five times.
        @Override
        List<Double> ticks(double low, double high) {
            List<Double> ticks = new ArrayList<>();
            for (double power = Math.pow(10, Math.floor(Math.log10(low))); power <= high; power *= 10) {
                for (int times : new int[] {1, 2, 5}) {
                    if (power * times >= low && power * times <= high) {
                        ticks.add(power * times);
                    }
                }
            }
            return ticks;
        }
    };

    /** Where a value is; only distances count. */
    abstract double position(double value);

    /** Which values between the ends are named. */
    abstract List<Double> ticks(double low, double high);
}
