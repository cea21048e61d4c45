// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Starts both parts in a process of its own, leaves something in the database, and waits to be killed. */
final class KilledInfrastructure {

    static final String STARTED = "started ";

    private KilledInfrastructure() {}

    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        Infrastructure infrastructure = Infrastructure.start(Path.of(arguments[0]));
        Database database = infrastructure.database();
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl("timeline"), database.user(), "")) {
            connection.createStatement().execute("CREATE TABLE kept AS SELECT 42 AS answer");
        }
        System.out.println(STARTED
                + Infrastructure.databaseProcess(Path.of(arguments[0]))
                        .orElseThrow()
                        .pid());
        Thread.currentThread().join();
    }
}
