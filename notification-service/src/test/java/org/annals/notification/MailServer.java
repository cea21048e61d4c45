// SPDX-License-Identifier: Apache-2.0
package org.annals.notification;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mail server (GreenMail) that takes everything, and in front of it one that passes everything on but what goes to
 * recipients whose names say what becomes of it.
 */
public final class MailServer implements QuarkusTestResourceLifecycleManager {

    /** Refused for good. */
    public static final String REFUSED = "refused-";

    /** Put off the first time. */
    public static final String FULL = "full-";

    /** The first time, the connection ends instead of an answer. */
    public static final String DROPPED = "dropped-";

    /** The first time, there is no answer. */
    public static final String HANGS = "hangs-";

    private static final Pattern RECIPIENT = Pattern.compile("RCPT TO:<(.*)>", Pattern.CASE_INSENSITIVE);

    private final GreenMail greenMail = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
    });
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket front;

    @Override
    public Map<String, String> start() {
        greenMail.start();
        greenMail.getUserManager().setAuthRequired(false);
        try {
            ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            front = socket;
            threads.execute(() -> accept(socket));
            return Map.of(
                    "quarkus.mailer.port",
                    Integer.toString(socket.getLocalPort()),
                    Inbox.PORT,
                    Integer.toString(greenMail.getImap().getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try {
            if (front != null) {
                front.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
        greenMail.stop();
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(
                        InetAddress.getLoopbackAddress(), greenMail.getSmtp().getPort())) {
            BufferedReader commands = reader(client);
            BufferedReader answers = reader(server);
            answer(answers, client);
            boolean data = false;
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                if (data) {
                    write(server, line);
                    data = !line.equals(".");
                    if (data) {
                        continue;
                    }
                } else {
                    Matcher recipient = RECIPIENT.matcher(line);
                    String own = recipient.matches() ? answerTo(recipient.group(1)) : null;
                    if (own != null) {
                        if (own.equals(DROPPED)) {
                            return;
                        }
                        if (!own.equals(HANGS)) {
                            write(client, own);
                        }
                        continue;
                    }
                    write(server, line);
                }
                data = answer(answers, client).startsWith("354");
            }
        } catch (IOException e) {
            // The client has gone, as it may.
            return;
        }
    }

    private @Nullable String answerTo(String recipient) {
        if (recipient.startsWith(REFUSED)) {
            return "550 5.1.1 Nobody of this name <here>";
        }
        boolean first = seen.add(recipient);
        if (first && recipient.startsWith(FULL)) {
            return "452 4.2.2 Mailbox full";
        }
        if (first && recipient.startsWith(DROPPED)) {
            return DROPPED;
        }
        return first && recipient.startsWith(HANGS) ? HANGS : null;
    }

    /** Passes on all lines of an answer; returns the last. */
    private static String answer(BufferedReader answers, Socket client) throws IOException {
        while (true) {
            String line = answers.readLine();
            if (line == null) {
                throw new IOException("The mail server has gone");
            }
            write(client, line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                return line;
            }
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    private static void write(Socket socket, String line) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
