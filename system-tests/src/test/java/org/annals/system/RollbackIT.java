// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Back to this version, after a newer one has migrated the tables. */
@ExtendWith(Installation.class)
class RollbackIT {

    private final Annals annals;

    RollbackIT(Annals annals) {
        this.annals = annals;
    }

    @BeforeEach
    void revive() throws Exception {
        annals.revive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeline", "notification"})
    void starts_and_works_on_tables_of_a_newer_version(String database) throws Exception {
        String service = database + "-service";
        annals.stop(service);
        Installation.execute(annals, database, """
                INSERT INTO flyway_schema_history
                SELECT max(installed_rank) + 1, '9999', 'of a newer version', 'SQL', 'V9999__of_a_newer_version.sql', 1,
                       'annals', now(), 1, true
                FROM flyway_schema_history
                """);
        try {
            annals.start(service);
            annals.awaitReady(service);

            try (Situation situation = new Situation(annals, List.of(Annals.INGEST), List.of(Annals.TIMELINE), 1, 1)) {
                situation.goOnFor(20);
                assertEquals(List.of(), situation.balance());
            }
        } finally {
            Installation.execute(annals, database, "DELETE FROM flyway_schema_history WHERE version = '9999'");
        }
    }
}
