// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A packaged service that runs as a process of its own, on a loopback port. Its output goes to a log file that is
 * bounded in size.
 */
public final class ServiceProcess implements AutoCloseable {

    /** How long a service may take to finish what it is doing before it is killed. */
    public static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private static final System.Logger LOG = System.getLogger(ServiceProcess.class.getName());
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final Duration HEALTH_LIMIT = Duration.ofSeconds(5);
    private static final int PUMP_BYTES = 8192;

    /**
     * What to start.
     *
     * @param name of the service, as in {@code timeline-service}
     * @param jar its {@code target/quarkus-app/quarkus-run.jar}
     * @param port for HTTP, on loopback
     * @param managementPort for health and metrics, on loopback
     * @param settings in the names of Quarkus, as in {@code kafka.bootstrap.servers}
     * @param jvmOptions as in {@code -Xmx384m}
     * @param log the file to which its output is appended; created with its folder when it is missing
     */
    public record Launch(
            String name,
            Path jar,
            int port,
            int managementPort,
            Map<String, String> settings,
            List<String> jvmOptions,
            Path log) {

        public Launch {
            checkPort("port", port);
            checkPort("managementPort", managementPort);
            settings = Map.copyOf(settings);
            jvmOptions = List.copyOf(jvmOptions);
        }

        private static void checkPort(String name, int port) {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException(name + " is " + port + ": must be from 1 to 65535");
            }
        }
    }

    private final Launch launch;
    private final Process process;
    private final Thread pump;

    /** As {@code ./annals up} starts services, with the garbage collector that a JVM takes by itself in their containers. */
    public static List<String> jvmOptions() {
        return jvmOptions("-Xmx384m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    }

    /** These, and what $ANNALS_SERVICE_JAVA_OPTIONS adds. */
    public static List<String> jvmOptions(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        String more = System.getenv("ANNALS_SERVICE_JAVA_OPTIONS");
        if (more != null && !more.isBlank()) {
            all.addAll(List.of(more.strip().split("\\s+")));
        }
        return all;
    }

    private ServiceProcess(Launch launch, Process process, Thread pump) {
        this.launch = launch;
        this.process = process;
        this.pump = pump;
    }

    /** Starts the process, and does not wait until it is ready. */
    public static ServiceProcess start(Launch launch) throws IOException {
        if (!Files.isRegularFile(launch.jar())) {
            throw new IOException(launch.name() + " is not built: " + launch.jar() + " is missing");
        }
        BoundedLog log = new BoundedLog(launch.log());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(launch.jvmOptions());
        command.addAll(List.of("-jar", launch.jar().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        launch.settings().forEach((name, value) -> builder.environment().put(environmentName(name), value));
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(launch.port()));
        builder.environment().put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(launch.managementPort()));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            log.close();
            throw e;
        }
        process.getOutputStream().close();
        Thread pump = new Thread(() -> pump(process.getInputStream(), log), launch.name() + "-log");
        pump.setDaemon(true);
        pump.start();
        return new ServiceProcess(launch, process, pump);
    }

    public String name() {
        return launch.name();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + launch.port());
    }

    /** Where its health and metrics are. */
    public URI managementAddress() {
        return URI.create("http://127.0.0.1:" + launch.managementPort());
    }

    public Path log() {
        return launch.log();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its exit status; of a process that was killed by a signal, 128 and the signal. */
    public int exitStatus() {
        return process.exitValue();
    }

    /** Whether it says of itself, at {@code /q/health/ready}, that it can work, and accepts connections. */
    public boolean isReady() {
        // Both ports are opened at once: the one says nothing of the other.
        return saysReady() && Ports.answers(launch.port());
    }

    private boolean saysReady() {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    managementAddress().resolve("/q/health/ready").toURL().openConnection();
            connection.setConnectTimeout((int) HEALTH_LIMIT.toMillis());
            connection.setReadTimeout((int) HEALTH_LIMIT.toMillis());
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Waits until it is ready.
     *
     * @param cancelled asked all the time: ends the wait early
     * @return whether it is ready; false when it ended, when the limit passed or when the wait was cancelled
     */
    public boolean awaitReady(Duration limit, BooleanSupplier cancelled) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (process.isAlive() && !cancelled.getAsBoolean() && System.nanoTime() < deadline) {
            if (isReady()) {
                return true;
            }
            process.waitFor(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
        return false;
    }

    /** Waits until it is ready, or says why it is not. */
    public void awaitReady(Duration limit) throws IOException, InterruptedException {
        if (awaitReady(limit, () -> false)) {
            return;
        }
        throw new IOException(name()
                + (isAlive() ? " was not ready within " + limit.toSeconds() + " s" : " ended by itself")
                + "; its log is " + launch.log());
    }

    /**
     * Asks it to stop (SIGTERM), waits, and kills it when it does not within {@link #STOP_LIMIT}.
     *
     * @return whether it stopped by itself
     */
    public boolean terminate() throws InterruptedException {
        // Not Process.destroy: that closes the pipe of its output, and its last words would be lost.
        process.toHandle().destroy();
        boolean stopped = process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        if (!stopped) {
            kill();
        }
        pump.join(STOP_LIMIT.toMillis());
        return stopped;
    }

    /** Kills it (SIGKILL), as a crash would, and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        try {
            terminate();
        } catch (InterruptedException e) {
            process.toHandle().destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The environment variable by which MicroProfile Config finds a setting. */
    static String environmentName(String setting) {
        return setting.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static void pump(InputStream in, BoundedLog log) {
        byte[] buffer = new byte[PUMP_BYTES];
        try (in;
                log) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                write(log, buffer, length);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The output of a service ended early", e);
        }
    }

    private static void write(BoundedLog log, byte[] buffer, int length) {
        try {
            log.write(buffer, 0, length);
        } catch (IOException e) {
            // On a full disk the service must not block on a pipe that nobody empties: its lines are dropped.
            LOG.log(Level.DEBUG, "Log lines dropped", e);
        }
    }
}
