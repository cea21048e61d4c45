// SPDX-License-Identifier: Apache-2.0
package org.annals.local.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.security.SecureRandom;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.annals.local.client.CommandFailure;
import org.annals.local.client.Json;
import org.annals.local.client.NotificationServer;
import org.annals.local.client.Server;
import org.annals.local.client.Terminal;
import org.annals.local.client.Unreachable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code annals subscribe SINK} */
@Command(
        name = "subscribe",
        description = "Have changes sent as signed webhooks: to a server of yours, or to this terminal.",
        sortOptions = false,
        footer = {
            "",
            "Webhooks are signed as Standard Webhooks says (https://www.standardwebhooks.com); the secret is shown"
                    + " once.",
            "",
            "Examples:",
            "  ./annals subscribe --listen --timeline amnesty-ukraine-2022",
            "  ./annals subscribe https://example.org/hook --type director.resigned"
        })
public final class Subscribe implements Callable<Integer> {

    private static final int SECRET_BYTES = 32;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    @Parameters(arity = "0..1", paramLabel = "SINK", description = "URL to which changes are posted.")
    private @Nullable URI sink;

    @Option(
            names = "--listen",
            arity = "0..1",
            fallbackValue = "0",
            paramLabel = "PORT",
            description = "Listen on this loopback port (or any that is free), print each alert as it arrives with its"
                    + " signature verified, and unsubscribe on Ctrl-C.")
    private @Nullable Integer listen;

    @Option(names = "--timeline", paramLabel = "NAME", description = "Only this timeline; may be repeated.")
    private List<String> timelines = new ArrayList<>();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "Only events of this type, or below it as in director.*; may be repeated.")
    private List<String> types = new ArrayList<>();

    @Option(names = "--json", description = "Print the subscription, and each alert, as JSON.")
    private boolean json;

    @Mixin
    private NotificationServer server = new NotificationServer();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if ((sink == null) == (listen == null)) {
            throw new ParameterException(spec.commandLine(), "Give a SINK, or --listen for this terminal");
        }
        Server notification = server.find();
        if (sink != null) {
            show(notification.post("/v1/subscriptions", subscription(sink)));
            return 0;
        }
        return listen(notification, listen == null ? 0 : listen);
    }

    private void show(JsonNode subscription) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(subscription));
            return;
        }
        out.println("Subscribed: " + subscription.path("id").asText());
        out.println("Secret (shown only now): " + subscription.path("secret").asText());
    }

    private int listen(Server notification, int port) throws IOException, InterruptedException {
        // Ours, not the service's: the first alert can be here before the answer that would tell the secret.
        String secret = newSecret();
        CountDownLatch stopped = new CountDownLatch(1);
        try (Receiver receiver = new Receiver(port, secret, this::print, this::note)) {
            ObjectNode request = subscription(receiver.address());
            request.putObject("protocolsettings").put("secret", secret);
            JsonNode subscription = notification.post("/v1/subscriptions", request);
            String id = subscription.path("id").asText();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> unsubscribe(notification, id)));
            note("Listening at " + receiver.address() + " for " + wanted() + "; Ctrl-C unsubscribes.");
            stopped.await();
        }
        return 0;
    }

    private void unsubscribe(Server notification, String id) {
        try {
            notification.delete("/v1/subscriptions/" + Server.segment(id));
            note("Unsubscribed.");
        } catch (CommandFailure | Unreachable e) {
            note("Subscription " + id + " stays, since it could not be removed: " + e.getMessage());
        }
    }

    private ObjectNode subscription(URI target) {
        ObjectNode subscription = Json.MAPPER.createObjectNode();
        subscription.put("sink", target.toString());
        subscription.put("protocol", "HTTP");
        if (!types.isEmpty()) {
            types.forEach(subscription.putArray("types")::add);
        }
        if (!timelines.isEmpty()) {
            timelines.forEach(subscription.putArray("timelines")::add);
        }
        return subscription;
    }

    private String wanted() {
        return (types.isEmpty() ? "all changes" : String.join(", ", types))
                + (timelines.isEmpty() ? " of all timelines" : " of " + String.join(", ", timelines));
    }

    private void print(JsonNode alert) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? alert.toString() : line(alert, LocalTime.now(ZoneId.systemDefault())));
        out.flush();
    }

    private void note(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(text);
        err.flush();
    }

    static String line(JsonNode alert, LocalTime now) {
        JsonNode data = alert.path("data");
        String kind = alert.path("kind").asText("event");
        String text = kind.equals("retraction")
                ? "withdrawn: " + data.path("reason").asText()
                : data.path("title").asText();
        return Terminal.clean(String.join(
                "  ",
                TIME.format(now),
                "signature ok",
                alert.path("subject").asText() + " #"
                        + alert.path("sequence").asText().replaceFirst("^0+(?=.)", ""),
                kind,
                alert.path("type").asText(),
                text));
    }

    private static String newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }
}
