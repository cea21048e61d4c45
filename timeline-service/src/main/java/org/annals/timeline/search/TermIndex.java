// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The inverted index, which takes new entries into a list first: each search reads all of that, so it is kept short. */
@ApplicationScoped
class TermIndex {

    private static final String MERGE = "SELECT gin_clean_pending_list('ix_event_terms_words')";

    private final DataSource database;

    TermIndex(DataSource database) {
        this.database = database;
    }

    /** Puts what the list has into the index, in one lot. */
    void merge() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(MERGE);
        }
    }
}
