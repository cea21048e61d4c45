// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A component of an iCalendar file, with its properties and components in the order of the file. */
final class CalendarComponent {

    private final String name;
    private final int line;
    private final List<ContentLine> properties = new ArrayList<>();
    private final List<CalendarComponent> components = new ArrayList<>();
    private @Nullable String fault;

    CalendarComponent(String name, int line) {
        this.name = name;
        this.line = line;
    }

    String name() {
        return name;
    }

    int line() {
        return line;
    }

    List<ContentLine> properties() {
        return properties;
    }

    List<CalendarComponent> components() {
        return components;
    }

    /** Returns the reason for which the component cannot be read; null where it can. */
    @Nullable
    String fault() {
        return fault;
    }

    void fault(String reason) {
        fault = reason;
    }

    Stream<ContentLine> properties(String property) {
        return properties.stream().filter(one -> one.name().equals(property));
    }

    /** Returns the first property with this name; null where there is none. */
    @Nullable
    ContentLine property(String property) {
        return properties(property).findFirst().orElse(null);
    }

    /** Returns the value of a property as it is written; an empty text where there is none. */
    String value(String property) {
        ContentLine found = property(property);
        return found == null ? "" : found.value().strip();
    }

    /** Returns the value of a property with its escapes resolved; an empty text where there is none. */
    String text(String property) {
        ContentLine found = property(property);
        return found == null ? "" : found.text().strip();
    }
}
