// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.access;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Turns the login on where a provider or a key is configured; without, the framework would look for a provider. */
public final class LoginSwitch implements ConfigSourceFactory {

    /** Below everything that an operator writes. */
    private static final int ORDINAL = 50;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        boolean on = isSet(context, "quarkus.oidc.auth-server-url") || isSet(context, "quarkus.oidc.public-key");
        return List.of(new PropertiesConfigSource(
                Map.of("quarkus.oidc.tenant-enabled", Boolean.toString(on)), "login switch", ORDINAL));
    }

    private static boolean isSet(ConfigSourceContext context, String name) {
        String value = context.getValue(name).getValue();
        return value != null && !value.isEmpty();
    }
}
