// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import io.quarkus.qute.TemplateExtension;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.annals.timeline.access.Allowed;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Style, script and libraries of the pages, under an address that changes with any of them, so that they may be kept
 * for ever.
 */
@Allowed(everybody = true)
@Path("/assets/{version}/{name}")
@Produces({"text/css", "text/javascript", "image/svg+xml"})
class AssetResource {

    private static final Map<String, String> FILES = Map.of(
            "page.css", "web/page.css",
            "strip.js", "web/strip.js",
            "live.js", "web/live.js",
            "embed.js", "web/embed.js",
            "icon.svg", "web/icon.svg",
            "d3.js", "META-INF/resources/webjars/d3/7.9.0/dist/d3.min.js",
            "htmx.js", "META-INF/resources/webjars/htmx.org/2.0.4/dist/htmx.min.js");

    /** Part of the version, since a page that was kept may be shown again until something is stored. */
    static final List<String> TEMPLATES = List.of(
            "base.html",
            "content.html",
            "difference.html",
            "entry.html",
            "EmbedPage.html",
            "EventPage.html",
            "HomePage.html",
            "ProblemPage.html",
            "TimelinePage.html");

    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml");

    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final int VERSION_DIGITS = 12;

    private static final Map<String, byte[]> CONTENTS = contents();

    /** The same on every replica of a build. */
    static final String VERSION = version();

    /** The address of a file, for templates. */
    @TemplateExtension(namespace = "asset")
    static String url(String name) {
        return "/assets/" + VERSION + "/" + name;
    }

    @GET
    @Operation(hidden = true)
    public Response get(@PathParam("version") String version, @PathParam("name") String name) {
        byte[] content = CONTENTS.get(name);
        if (content == null) {
            throw new NotFoundException("There is no file " + name + ".");
        }
        // A page of another build, seen while replicas are replaced, gets what there is, and does not keep it.
        return Response.ok(content)
                .type(TYPES.get(name.substring(name.lastIndexOf('.') + 1)))
                .header(HttpHeaders.CACHE_CONTROL, version.equals(VERSION) ? FOR_EVER : "no-store")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    private static Map<String, byte[]> contents() {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        FILES.keySet().stream().sorted().forEach(name -> contents.put(name, read(FILES.getOrDefault(name, name))));
        return contents;
    }

    private static String version() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            CONTENTS.values().forEach(digest::update);
            TEMPLATES.forEach(template -> digest.update(read("templates/" + template)));
            return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static byte[] read(String file) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream in = loader.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("The file is not in this build [file=" + file + "]");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
