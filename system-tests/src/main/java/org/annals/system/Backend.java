// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.io.IOException;
import java.nio.file.Path;

/** The brokers and databases that the services of an installation share. */
interface Backend extends AutoCloseable {

    String bootstrapServers();

    /** Where services find a database; without credentials. */
    String jdbcUrl(String database);

    String databaseUser();

    /** The log of the server that has the timelines. */
    Path databaseLog();

    /** Ends a broker as a crash would (SIGKILL). */
    void killBroker() throws IOException, InterruptedException;

    /** Starts again each broker that was killed, with its data. */
    void startBroker() throws IOException, InterruptedException;

    /** Ends the database servers that are written to, as a crash would. */
    void killDatabase() throws IOException, InterruptedException;

    /** Makes the databases writable again after a kill. */
    void startDatabase() throws IOException, InterruptedException;

    /** Starts again what has ended by itself. */
    void revive() throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
