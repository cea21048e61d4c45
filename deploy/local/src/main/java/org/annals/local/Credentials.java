// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/**
 * The passwords of the local broker and database. Other users of the machine reach both by loopback; they can't read the
 * files in which these are kept.
 *
 * @param broker of the only user of the broker
 * @param database of the only role of the database
 */
public record Credentials(String broker, String database) {

    private static final String BROKER_FILE = "broker-password";
    private static final String DATABASE_FILE = "database-password";
    private static final String ENVIRONMENT_FILE = "environment";
    private static final String USER = "annals";
    private static final int BYTES = 24;

    /** Returns those of an installation; they are made once. */
    public static Credentials keptIn(Path directory) throws IOException {
        return new Credentials(
                OwnersFile.keptIn(directory, BROKER_FILE, Credentials::make),
                OwnersFile.keptIn(directory, DATABASE_FILE, Credentials::make));
    }

    static Path databaseFile(Path directory) {
        return directory.resolve(DATABASE_FILE);
    }

    /** Returns what a client of the broker is configured with, beside its address. */
    public Map<String, String> brokerSettings() {
        return Map.of(
                "security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN", "sasl.jaas.config", clientLogin());
    }

    String clientLogin() {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + USER + "\" password=\""
                + broker + "\";";
    }

    /** Returns the broker's own login, with the one user that it admits. */
    String serverLogin() {
        return clientLogin().replaceFirst(";$", " user_" + USER + "=\"" + broker + "\";");
    }

    /** Writes a file of environment variables, by which a service that is started by hand finds both passwords. */
    public void writeEnvironment(Path directory) throws IOException {
        String variables = """
                KAFKA_SECURITY_PROTOCOL=SASL_PLAINTEXT
                KAFKA_SASL_MECHANISM=PLAIN
                KAFKA_SASL_JAAS_CONFIG='%s'
                QUARKUS_DATASOURCE_PASSWORD=%s
                PGPASSWORD=%s
                """.formatted(clientLogin(), database, database);
        Path whole = OwnersFile.create(directory, ENVIRONMENT_FILE);
        Files.writeString(whole, variables);
        Files.move(whole, environmentFile(directory), StandardCopyOption.REPLACE_EXISTING);
    }

    public static Path environmentFile(Path directory) {
        return directory.resolve(ENVIRONMENT_FILE);
    }

    /** Keeps everybody but its owner out of a directory, which is made where it is missing. */
    public static void guard(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    /** In the alphabet of base64url, which needs no quoting anywhere. */
    private static String make() {
        byte[] password = new byte[BYTES];
        new SecureRandom().nextBytes(password);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(password);
    }

    /** Passwords are not for logs. */
    @Override
    public String toString() {
        return "Credentials";
    }
}
