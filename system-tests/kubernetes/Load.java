import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Publishes and reads all the time, over connections that are kept, until its standard input ends; nothing is tried again. Then
 * each accepted event must be on its timeline once, in a whole chain, and known to the subscriber. Run by ./try; a program of
 * one file, so that it needs nothing but a JDK.
 */
public class Load {

    private static final int PUBLISHERS = 4;
    private static final int READERS = 2;
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration SETTLING = Duration.ofSeconds(120);
    private static final Pattern CHANGE = Pattern.compile("\"sequence\":\\s*(\\d+)|\"id\":\\s*\"([a-z]+-\\d+)\"");

    private final URI ingest = address("INGEST_URL");
    private final URI timeline = address("TIMELINE_URL");
    private final URI notification = address("NOTIFICATION_URL");
    private final String story = "try-" + Long.toString(System.currentTimeMillis(), 36);
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Map<Long, Integer> alerted = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean stopping;

    public static void main(String[] arguments) throws Exception {
        System.exit(new Load().run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        String receiver = System.getenv("RECEIVER_HOST");
        HttpServer server = receiver == null ? null : receive(receiver);
        ExecutorService workers = Executors.newCachedThreadPool();
        for (int i = 0; i < PUBLISHERS; i++) {
            char name = (char) ('a' + i);
            workers.execute(() -> repeat(new Publisher(name)));
        }
        for (int i = 0; i < READERS; i++) {
            HttpClient client = client();
            workers.execute(() -> repeat(() -> read(client)));
        }
        System.out.println("Load on " + story);
        while (System.in.read() >= 0) {
            // Whoever runs this says when it is over.
        }
        stopping = true;
        workers.shutdown();
        workers.awaitTermination(1, TimeUnit.MINUTES);
        System.out.println("Answered: " + answered + " requests; accepted: " + accepted.size() + " events; failed: "
                + failures.size() + " requests");
        failures.stream().limit(20).forEach(failure -> System.out.println("  " + failure));
        boolean whole = settled(server != null);
        if (server != null) {
            server.stop(0);
        }
        return failures.isEmpty() && whole;
    }

    private interface Step {
        void take() throws Exception;
    }

    private void repeat(Step step) {
        while (!stopping) {
            try {
                step.take();
                answered.incrementAndGet();
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                failures.add(Instant.now() + " " + e);
            }
        }
    }

    /** One event a request, each over the connection of the one before. */
    private final class Publisher implements Step {

        private final HttpClient client = client();
        private final char name;
        private int number;

        Publisher(char name) {
            this.name = name;
        }

        @Override
        public void take() throws Exception {
            String id = name + "-" + number++;
            String event = """
                    {"specversion": "1.0", "id": "%s", "source": "/try", "type": "report.issued", "subject": "%s",
                     "data": {"occurred": "2022-08", "title": "Number %d"}}""".formatted(id, story, number);
            send(client, request(ingest, "/v1/events")
                    .header("content-type", "application/cloudevents+json")
                    .POST(BodyPublishers.ofString(event)), 202);
            accepted.add(id);
        }
    }

    private void read(HttpClient client) throws Exception {
        // Nobody has published to it before the first publisher's answer.
        HttpResponse<String> answer = client.send(
                request(timeline, "/v1/timelines/" + story + "/events?limit=20").build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200 && !(answer.statusCode() == 404 && accepted.size() < 50)) {
            throw new IOException("Reading was answered with " + answer.statusCode() + ": " + answer.body());
        }
    }

    private boolean settled(boolean alerts) throws Exception {
        long deadline = System.nanoTime() + SETTLING.toNanos();
        List<String> wrong;
        do {
            Thread.sleep(1000);
            wrong = findings(alerts);
        } while (!wrong.isEmpty() && System.nanoTime() < deadline);
        wrong.forEach(finding -> System.out.println("  " + finding));
        if (wrong.isEmpty()) {
            System.out.println("Each accepted event is on its timeline, once, in a whole chain"
                    + (alerts ? ", and was alerted about." : "."));
        }
        return wrong.isEmpty();
    }

    private List<String> findings(boolean alerts) throws Exception {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> stored = new HashMap<>();
        long last = 0;
        HttpClient client = client();
        while (true) {
            String page = send(client, request(timeline, "/v1/timelines/" + story + "/changes?limit=500&after=" + last), 200);
            Matcher member = CHANGE.matcher(page);
            long before = last;
            while (member.find()) {
                if (member.group(2) != null) {
                    stored.merge(member.group(2), 1, Integer::sum);
                } else if (Long.parseLong(member.group(1)) == last + 1) {
                    last++;
                }
            }
            if (last == before) {
                break;
            }
        }
        Set<String> missing = new HashSet<>(accepted);
        missing.removeAll(stored.keySet());
        if (!missing.isEmpty()) {
            wrong.add(missing.size() + " accepted events are not on the timeline, such as " + missing.iterator().next());
        }
        if (last != stored.size()) {
            wrong.add("The timeline has " + last + " changes of " + stored.size() + " events");
        }
        String proof = send(client, request(timeline, "/v1/timelines/" + story + "/verify"), 200);
        if (!proof.contains("\"intact\":true")) {
            wrong.add("The chain does not hold: " + proof);
        }
        if (alerts && alerted.size() < last) {
            wrong.add("The subscriber was told of " + alerted.size() + " changes of " + last);
        }
        return wrong;
    }

    /** Subscribes a receiver on this machine, which pods reach by that name or address. */
    private HttpServer receive(String host) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(host, 0), 100);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Matcher sequence = Pattern.compile("\"sequence\":\\s*\"(\\d+)\"").matcher(body);
            if (sequence.find()) {
                alerted.merge(Long.parseLong(sequence.group(1)), 1, Integer::sum);
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        String subscription = """
                {"sink": "http://%s:%d/", "protocol": "HTTP", "timelines": ["%s"]}""".formatted(
                        host, server.getAddress().getPort(), story);
        send(client(), request(notification, "/v1/subscriptions")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(subscription)), 201);
        return server;
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(LIMIT)
                .build();
    }

    private static HttpRequest.Builder request(URI server, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path)).timeout(LIMIT);
        String token = System.getenv("ANNALS_TOKEN");
        return token == null || token.isEmpty() ? request : request.header("authorization", "Bearer " + token);
    }

    private static String send(HttpClient client, HttpRequest.Builder request, int expected) throws Exception {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != expected) {
            throw new IOException(answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private static URI address(String variable) {
        String value = System.getenv(variable);
        if (value == null) {
            throw new IllegalStateException(variable + " is not set");
        }
        return URI.create(value);
    }
}
