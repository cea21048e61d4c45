// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Annals under load: publishers, subscribers and readers of timelines of their own, into which a fault strikes. */
final class Situation implements AutoCloseable {

    static final String SECRET = "whsec_c2VjcmV0LW9mLXRoZS1zeXN0ZW0tdGVzdHMh";

    private static final int PUBLISHERS = 2;
    private static final int TIMELINES = 6;
    private static final int SUBSCRIBERS = 2;

    /** Far more than it takes, so that a machine busy with other work does not fail a test. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    final Annals annals;
    final Client client;
    final SplittableRandom random;

    /** How often the fault strikes. */
    final int rounds;

    private final Ledger ledger = new Ledger();
    private final List<String> timelines;
    private final List<Receiver> receivers = new ArrayList<>();
    private final List<Receiver> inOrder = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private final Follower follower;
    private final List<StreamFollower> streamFollowers = new ArrayList<>();

    Situation(Annals annals, List<String> ingests, List<String> readers, long seed, int rounds)
            throws IOException, InterruptedException {
        this.annals = annals;
        this.rounds = rounds;
        random = new SplittableRandom(seed);
        client = new Client(annals);
        String run = "story-" + UUID.randomUUID().toString().substring(0, 8);
        timelines = IntStream.range(0, TIMELINES)
                .mapToObj(number -> run + "-" + number)
                .toList();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            Receiver receiver = new Receiver(ledger, SECRET);
            receivers.add(receiver);
            subscribe(receiver, "");
        }
        subscribeInOrder("");
        for (int i = 0; i < PUBLISHERS; i++) {
            int share = TIMELINES / PUBLISHERS;
            publishers.add(new Publisher(
                            client,
                            ledger,
                            timelines.subList(i * share, (i + 1) * share),
                            ingests,
                            random.split().nextLong())
                    .start());
        }
        follower = new Follower(client, ledger, timelines, readers).start();
        for (String timeline : timelines) {
            streamFollowers.add(new StreamFollower(client, ledger, timeline, readers).start());
        }
    }

    /** One that is to be told everything from the beginning, each timeline in its order. */
    Receiver catchUpInOrder() throws IOException, InterruptedException {
        return subscribeInOrder(", \"since\": \"beginning\"");
    }

    private Receiver subscribeInOrder(String more) throws IOException, InterruptedException {
        Receiver receiver = new Receiver(ledger, SECRET);
        receivers.add(receiver);
        inOrder.add(receiver);
        subscribe(receiver, ", \"ordered\": true" + more);
        return receiver;
    }

    private void subscribe(Receiver receiver, String more) throws IOException, InterruptedException {
        String subscription = """
                {"sink": "%s", "protocol": "HTTP", "timelines": ["%s"], "protocolsettings": {"secret": "%s"}%s}
                """.formatted(receiver.url(), String.join("\", \"", timelines), SECRET, more);
        HttpResponse<String> answer =
                client.post(Annals.NOTIFICATION, "/v1/subscriptions", "application/json", subscription);
        if (answer.statusCode() != 201) {
            throw new IOException("Not subscribed: " + answer.body());
        }
    }

    List<String> timelines() {
        return timelines;
    }

    Ledger ledger() {
        return ledger;
    }

    Receiver receiver(int number) {
        return receivers.get(number);
    }

    /** Waits until up to so many more events are acknowledged, at random: a moment within the load. */
    void goOn(int most) {
        goOnFor(1 + random.nextInt(most));
    }

    /** Waits until exactly so many more events are acknowledged. */
    void goOnFor(int count) {
        int until = ledger.acknowledged() + count;
        Awaitility.await("load goes on").atMost(LIMIT).until(() -> ledger.acknowledged() >= until);
    }

    /** Whether publishers post without a pause. */
    void hurry(boolean hurried) {
        publishers.forEach(publisher -> publisher.hurry(hurried));
    }

    <T> T any(List<T> those) {
        return those.get(random.nextInt(those.size()));
    }

    /** Ends the load, and waits until the ledger is balanced, or nobody is told anything more; then, what is wrong. */
    List<String> balance() throws Exception {
        for (Publisher publisher : publishers) {
            publisher.close();
        }
        Balance balance = new Balance(client, Annals.TIMELINE, ledger);
        long deadline = 0;
        int told = -1;
        while (true) {
            int toldBefore = told;
            told = receivers.stream()
                    .mapToInt(receiver -> receiver.alerts().all().size())
                    .sum();
            if (told > toldBefore) {
                deadline = System.nanoTime() + LIMIT.toNanos();
            }
            List<String> findings = findings(balance);
            if (findings.isEmpty() || System.nanoTime() > deadline) {
                return findings;
            }
            Thread.sleep(200);
        }
    }

    private List<String> findings(Balance balance) throws InterruptedException {
        try {
            List<String> findings = balance.findings(
                    timelines, receivers.stream().map(Receiver::alerts).toList(), streamed());
            for (Receiver receiver : inOrder) {
                if (!receiver.alerts().overtaken().isEmpty()) {
                    findings.add("Not in order: " + receiver.alerts().overtaken());
                }
            }
            return findings;
        } catch (IOException e) {
            return List.of("The ledger can't be compared: " + e);
        }
    }

    /** Waits until what is acknowledged by now is stored, and streamed. */
    void awaitStored() {
        int acknowledged = ledger.acknowledged();
        Awaitility.await("what is acknowledged is stored")
                .atMost(LIMIT)
                .until(() ->
                        streamed().values().stream().mapToLong(Long::longValue).sum() >= acknowledged);
    }

    /** How many alerts came more than once. */
    int repeated() {
        return receivers.stream()
                .mapToInt(receiver -> receiver.alerts().repeated())
                .sum();
    }

    /** How far each timeline was streamed. */
    Map<String, Long> streamed() {
        return streamFollowers.stream().collect(Collectors.toMap(StreamFollower::timeline, StreamFollower::known));
    }

    String summary() {
        return "acknowledged %d, alerts %s, repeated %s"
                .formatted(
                        ledger.acknowledged(),
                        receivers.stream()
                                .map(receiver -> receiver.alerts().all().size())
                                .toList(),
                        receivers.stream()
                                .map(receiver -> receiver.alerts().repeated())
                                .toList());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Publisher publisher : publishers) {
            publisher.close();
        }
        follower.close();
        for (StreamFollower streamFollower : streamFollowers) {
            streamFollower.close();
        }
        for (Receiver receiver : receivers) {
            receiver.close();
        }
    }
}
