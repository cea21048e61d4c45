// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.http;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The resources of this service by their paths, as their annotations tell. */
@Singleton
class Routes {

    /**
     * A path.
     *
     * @param literals how many characters of it are no parameters: of two paths that match, the one with more is meant
     * @param produced by each method
     */
    record Route(Pattern path, int literals, Map<String, Set<MediaType>> produced) {

        boolean has(String method) {
            return produced.containsKey(method) || (method.equals(HttpMethod.HEAD) && produced.containsKey("GET"));
        }

        Set<MediaType> produced(String method) {
            return produced.getOrDefault(method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method, Set.of());
        }

        /** What the header Allow says. */
        String allow() {
            Set<String> allowed = new LinkedHashSet<>(produced.keySet());
            if (allowed.contains(HttpMethod.GET)) {
                allowed.add(HttpMethod.HEAD);
            }
            allowed.add(HttpMethod.OPTIONS);
            return String.join(", ", allowed);
        }
    }

    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]*}");

    private final List<Route> routes;

    Routes(BeanManager beans) {
        Map<String, Route> byPath = new TreeMap<>();
        beans.getBeans(Object.class, Any.Literal.INSTANCE).forEach(bean -> add(bean.getBeanClass(), byPath));
        routes = byPath.values().stream()
                .sorted(Comparator.comparingInt(Route::literals).reversed())
                .toList();
    }

    /** Returns the route that a path takes; null where it leads to no resource. */
    @Nullable
    Route find(String path) {
        return routes.stream()
                .filter(route -> route.path().matcher(path).matches())
                .findFirst()
                .orElse(null);
    }

    private static void add(Class<?> resource, Map<String, Route> byPath) {
        Path base = resource.getAnnotation(Path.class);
        if (base == null) {
            return;
        }
        for (Method method : resource.getDeclaredMethods()) {
            for (Annotation annotation : method.getAnnotations()) {
                HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
                if (verb != null) {
                    Path below = method.getAnnotation(Path.class);
                    byPath.computeIfAbsent(joined(base, below), Routes::route)
                            .produced()
                            .computeIfAbsent(verb.value(), name -> new LinkedHashSet<>())
                            .addAll(produced(resource, method));
                }
            }
        }
    }

    /** Without the names of parameters, which differ between resources below the same path. */
    private static String joined(Path base, @Nullable Path below) {
        String path = "/" + base.value() + "/" + (below == null ? "" : below.value());
        return PARAMETER.matcher(path).replaceAll("{}").replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
    }

    private static Route route(String path) {
        String pattern = Arrays.stream(path.split("\\{}", -1))
                .map(Pattern::quote)
                .reduce((left, right) -> left + "[^/]+" + right)
                .orElseThrow();
        return new Route(Pattern.compile(pattern + "/?"), path.replace("{}", "").length(), new TreeMap<>());
    }

    private static List<MediaType> produced(Class<?> resource, Method method) {
        Produces ofMethod = method.getAnnotation(Produces.class);
        Produces produces = ofMethod == null ? resource.getAnnotation(Produces.class) : ofMethod;
        return produces == null
                ? List.of()
                : Arrays.stream(produces.value())
                        .map(MediaType::valueOf)
                        .map(type -> new MediaType(type.getType(), type.getSubtype()))
                        .toList();
    }
}
