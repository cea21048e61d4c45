// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.proof;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.annals.timeline.access.Allowed;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The public keys of checkpoints. */
@Allowed(everybody = true)
@Path("/.well-known/jwks.json")
class KeyResource {

    private final SigningKeys keys;

    KeyResource(SigningKeys keys) {
        this.keys = keys;
    }

    @GET
    @Produces("application/jwk-set+json")
    @Operation(
            summary = "The public keys that checkpoints are signed with, now and before, as a JSON Web Key Set",
            description = "Keep it beside the checkpoints: whoever gives out both could give out another one")
    public String get() {
        return keys.publicKeys();
    }
}
