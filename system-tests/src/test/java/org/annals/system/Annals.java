package org.annals.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.annals.local.EncryptionKey;
import org.annals.local.Infrastructure;
import org.annals.local.Ports;
import org.annals.local.ServiceProcess;

/** The whole of Annals as an operator runs it: the packaged services as processes, on the real broker and database. */
final class Annals implements AutoCloseable {

    static final String INGEST = "ingest-service";
    static final String TIMELINE = "timeline-service";
    static final String NOTIFICATION = "notification-service";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(15);
    private static final int SHOWN_LINES = 40;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(REQUEST_LIMIT).build();
    private final Path directory;
    private final Infrastructure infrastructure;
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, ServiceProcess> services = new HashMap<>();

    private Annals(Path directory, Infrastructure infrastructure) {
        this.directory = directory;
        this.infrastructure = infrastructure;
    }

    static Annals start(Path directory) throws Exception {
        Annals annals = new Annals(directory, Infrastructure.start(directory.resolve("infrastructure")));
        for (String name : List.of(INGEST, TIMELINE, NOTIFICATION)) {
            annals.ports.put(name, Ports.free());
            annals.start(name);
        }
        for (ServiceProcess service : annals.services.values()) {
            service.awaitReady(START_LIMIT);
        }
        return annals;
    }

    /** Starts a service on the port it has always had. */
    void start(String name) throws IOException {
        services.put(
                name,
                ServiceProcess.start(new ServiceProcess.Launch(
                        name,
                        Path.of("..", name, "target", "quarkus-app", "quarkus-run.jar"),
                        ports.get(name),
                        settings(name),
                        List.of("-Xmx256m"),
                        directory.resolve(name + ".log"))));
    }

    private Map<String, String> settings(String name) throws IOException {
        Map<String, String> settings = new HashMap<>(infrastructure.settings(name.replace("-service", "")));
        // Where the receiver is.
        settings.put("annals.target.allowed", "127.0.0.1");
        settings.put("annals.encryption.keys", EncryptionKey.keptIn(directory));
        return settings;
    }

    /** Ends a service as a crash would (SIGKILL). */
    void kill(String name) throws InterruptedException {
        services.get(name).kill();
    }

    HttpResponse<String> post(String service, String path, String contentType, String body)
            throws IOException, InterruptedException {
        HttpRequest request = request(service, path)
                .header("content-type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    JsonNode get(String service, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request(service, path).build(), BodyHandlers.ofString());
        return MAPPER.readTree(response.body());
    }

    /** What the services wrote last, to see why a test failed. */
    void printLogs() throws IOException {
        for (String name : services.keySet()) {
            List<String> lines = Files.readAllLines(directory.resolve(name + ".log"));
            System.out.println("The end of " + name + ".log");
            lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()).forEach(System.out::println);
        }
    }

    @Override
    public void close() throws Exception {
        for (ServiceProcess service : services.values()) {
            service.close();
        }
        infrastructure.close();
    }

    private HttpRequest.Builder request(String service, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(service) + path))
                .timeout(REQUEST_LIMIT);
    }
}
