// SPDX-License-Identifier: Apache-2.0
package org.annals.local.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private final Table table = new Table(List.of("WHEN", "WHAT", "ID"), 1);

    @Test
    void is_as_wide_as_its_cells_where_there_is_room() {
        table.row(List.of("2022-08", "short", "1"));

        assertEquals("""
                WHEN     WHAT   ID
                2022-08  short  1
                """, print(80));
    }

    @Test
    void wraps_one_column_to_the_width_of_the_terminal() {
        table.row(List.of("2022-08", "twenty characters... and more", "1"));
        table.row(List.of("2022", "short", "2"));

        assertEquals("""
                WHEN     WHAT                  ID
                2022-08  twenty characters...  1
                         and more
                2022     short                 2
                """, print(33));
    }

    @Test
    void refuses_a_row_of_other_columns() {
        List<String> row = List.of("2022", "short");

        assertThrows(IllegalArgumentException.class, () -> table.row(row));
    }

    private String print(int width) {
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text), width);
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
