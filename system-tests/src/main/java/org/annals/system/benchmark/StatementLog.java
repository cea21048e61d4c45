// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out by PostgreSQL's own log which statement a service runs for a request, whatever its code is today. */
final class StatementLog {

    private static final Pattern ENTRY = Pattern.compile("(?m)^\\d{4}-\\d\\d-\\d\\d [^\\n]*? \\[\\d+\\] (\\w+):  ");
    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+) = (NULL|'(?:[^']|'')*')");
    private static final Pattern TIME = Pattern.compile("'-?(infinity|\\d+-\\d\\d-\\d\\d .*)'");
    private static final Pattern PLACE = Pattern.compile("\\$(\\d+)");
    private static final String EXECUTED = " execute ";

    private final Sql database;
    private final Path file;

    StatementLog(Sql database, Path file) {
        this.database = database;
        this.file = file;
    }

    /** The statements with a FROM clause that ran during the task, with their values in place. */
    List<String> during(Callable<?> task) throws Exception {
        logFrom(0);
        long from = Files.size(file);
        task.call();
        logFrom(-1);
        return statements(read(from));
    }

    private void logFrom(int millis) throws SQLException, InterruptedException {
        database.run("ALTER SYSTEM SET log_min_duration_statement = " + millis);
        database.run("SELECT pg_reload_conf()");
        // Each of its processes reads the file at its next statement; the first of them signals that later than we ask.
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (database.number("SELECT setting FROM pg_settings WHERE name = 'log_min_duration_statement'") != millis) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("PostgreSQL does not read its settings");
            }
            Thread.sleep(10);
        }
    }

    private String read(long from) throws IOException {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) (log.length() - from)];
            log.seek(from);
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static List<String> statements(String log) {
        List<String> statements = new ArrayList<>();
        Matcher entry = ENTRY.matcher(log);
        List<int[]> bounds = new ArrayList<>();
        while (entry.find()) {
            bounds.add(new int[] {entry.start(), entry.end()});
        }
        String pending = null;
        for (int i = 0; i < bounds.size(); i++) {
            int end = i + 1 < bounds.size() ? bounds.get(i + 1)[0] : log.length();
            String head = log.substring(bounds.get(i)[0], bounds.get(i)[1]);
            String text = log.substring(bounds.get(i)[1], end).strip();
            if (head.contains("LOG:")) {
                int at = text.indexOf(EXECUTED);
                pending = at >= 0 && text.contains("FROM") ? text.substring(text.indexOf(": ", at) + 2) : null;
            } else if (head.contains("DETAIL:") && pending != null) {
                statements.add(bound(pending, text));
                pending = null;
            }
        }
        return statements;
    }

    private static String bound(String statement, String parameters) {
        Map<String, String> values = new HashMap<>();
        Matcher parameter = PARAMETER.matcher(parameters);
        while (parameter.find()) {
            String value = parameter.group(2);
            // A literal has no type; where the statement leaves it open, the driver had told it.
            values.put(parameter.group(1), TIME.matcher(value).matches() ? value + "::timestamptz" : value);
        }
        return PLACE.matcher(statement)
                .replaceAll(place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), "NULL")));
    }
}
