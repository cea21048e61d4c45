// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Stands where a packaged service would: a jar of its own that listens where it is told and says that it is ready. */
public final class FakeService {

    private FakeService() {}

    /** What the process does. With the setting {@code fake.failure}, it says that and ends. */
    public static void main(String[] arguments) throws IOException {
        String failure = System.getenv("FAKE_FAILURE");
        if (failure != null) {
            System.out.println(failure);
            System.exit(3);
        }
        listen("QUARKUS_HTTP_PORT").start();
        HttpServer management = listen("QUARKUS_MANAGEMENT_PORT");
        management.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        management.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("Stopped in order")));
        System.out.println("Listening with kafka=" + System.getenv("KAFKA_BOOTSTRAP_SERVERS"));
        System.out.println("Mails lead to " + System.getenv("ANNALS_MAIL_PUBLIC_URL"));
    }

    private static HttpServer listen(String port) throws IOException {
        return HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(System.getenv(port))), 0);
    }

    /** Writes the jar. */
    public static Path jar(Path file) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        String entry = FakeService.class.getName().replace('.', '/') + ".class";
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (OutputStream out = Files.newOutputStream(file);
                    JarOutputStream jar = new JarOutputStream(out, manifest);
                    InputStream in = FakeService.class.getClassLoader().getResourceAsStream(entry)) {
                jar.putNextEntry(new JarEntry(entry));
                in.transferTo(jar);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
