// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request.
 *
 * @param name the subject of their token; null where there is none
 * @param reads the names of private timelines that they may read, each of which may end in a star
 * @param expires when their token does
 */
record Caller(
        @Nullable String name,
        Set<Role> roles,
        List<String> reads,
        @Nullable Instant expires) {

    /** Of the year 9999: what is later is no date that clocks and timers can reckon with. */
    private static final long LAST_EXPIRY = 253_402_300_799L;

    static final Caller NOBODY = new Caller(null, Set.of(), List.of(), null);

    private static final String READS = "annals_reads";
    private static final Pattern TIMELINES = Pattern.compile("[a-z0-9-]*\\*?");

    static Caller of(@Nullable SecurityIdentity identity) {
        if (identity == null || identity.isAnonymous()) {
            return NOBODY;
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (Role role : Role.values()) {
            if (identity.hasRole(role.group())) {
                roles.add(role);
            }
        }
        return new Caller(subject(identity), roles, claim(identity, READS), expires(identity));
    }

    boolean isAny(Role... wanted) {
        if (roles.contains(Role.ADMIN)) {
            return true;
        }
        for (Role role : wanted) {
            if (roles.contains(role)) {
                return true;
            }
        }
        return false;
    }

    Viewer viewer() {
        if (roles.contains(Role.ADMIN)) {
            return Viewer.ALL;
        }
        return new Viewer(false, roles.contains(Role.READER) ? reads : List.of());
    }

    /** By which the provider always means the same person; names may be changed, and be another's then. */
    private static String subject(SecurityIdentity identity) {
        if (identity.getPrincipal() instanceof JsonWebToken token
                && token.getSubject() != null
                && !token.getSubject().isBlank()) {
            return token.getSubject();
        }
        throw new AuthenticationFailedException("The token says of nobody that it is theirs: it has no sub");
    }

    private static @Nullable Instant expires(SecurityIdentity identity) {
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
            return null;
        }
        if (token.getExpirationTime() > LAST_EXPIRY) {
            throw new AuthenticationFailedException("The token expires after the year 9999");
        }
        return Instant.ofEpochSecond(token.getExpirationTime());
    }

    /** A list of texts; what is no name of timelines is left out, as it names none. */
    private static List<String> claim(SecurityIdentity identity, String name) {
        if (identity.getPrincipal() instanceof JsonWebToken token
                && token.getClaim(name) instanceof Collection<?> values) {
            return values.stream()
                    .map(value -> value instanceof JsonString text ? text.getString() : value.toString())
                    .filter(value ->
                            !value.isEmpty() && TIMELINES.matcher(value).matches())
                    .sorted()
                    .toList();
        }
        return List.of();
    }
}
